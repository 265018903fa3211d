import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/errors.ts';
import { resources } from '../../../../../src/volsync/resources.ts';
import { findOpenRestore } from '../../../../../src/commands/restore/in-place/operation/restore-in-place.ts';
import { restoreStatus } from '../../../../../src/commands/restore/status/operation.ts';
import { goBack } from '../../../../../src/commands/restore/in-place/operation/engine.ts';
import type { RestoreInPlacePorts } from '../../../../../src/commands/restore/in-place/operation/ports.ts';
import { openJournal } from '../../../../../src/commands/restore/in-place/operation/journal-store.ts';
import { openRestoreOf } from '../../../../../src/volsync/open-restore.ts';
import { sourceObject } from '../../../../fakes/fleet-objects.ts';
import { FakeCluster } from '../../../../fakes/fake-cluster.ts';
import { caught } from '../../../../fakes/api-server/caught.ts';
import { World } from '../../../../fakes/helper-pod-world.ts';
import { someJournal } from '../../../../fakes/in-place/journal.ts';
import { before, Scene } from '../../../../fakes/in-place/restore-scene.ts';

const { configMaps, replicationSources, volumeSnapshots } = resources;
const app = { namespace: 'home', name: 'web' };
const key = { namespace: 'home', name: 'volsyncctl-restore-web' };

async function opened() {
  const world = new World(new FakeCluster().put(replicationSources, sourceObject()));
  return { world, cluster: world.cluster, kept: await openJournal(someJournal(), world) };
}

const take = (world: World, leavesData: boolean) =>
  findOpenRestore(
    app,
    { ...portsOf(world), creatorStateOf: () => 'gone' } as unknown as RestoreInPlacePorts,
    leavesData,
  );

function portsOf({ cluster, signal }: World) {
  return { cluster, signal, now: () => new Date(), sleep: () => Promise.resolve(), report: () => undefined };
}

function unmark(cluster: FakeCluster): void {
  cluster.change(replicationSources, app, (source) => ({
    ...source,
    metadata: { ...source.metadata, annotations: {} },
  }));
}

/** Somebody deletes the journal at one moment. */
class DeletingScene extends Scene {
  readonly #at: number;
  #seen = 0;

  constructor(at: number) {
    super();
    this.#at = at;
  }

  override moment(): void {
    this.#seen += 1;
    if (this.#seen === this.#at && this.journals.length > 0) this.cluster.remove(configMaps, key);
    super.moment();
  }
}

describe('a journal that somebody deletes while its process runs', () => {
  it('is created again with all that the process knows, and the restore goes on', async () => {
    const { world, cluster, kept } = await opened();
    cluster.remove(configMaps, key);
    await kept.write({ steps: { keep: 'done', stop: 'begun' } });
    const [map] = cluster.stored(configMaps);
    expect(map?.metadata).toMatchObject({ ...key, labels: { 'app.kubernetes.io/managed-by': 'volsyncctl' } });
    expect(JSON.parse(map?.data?.['journal'] ?? '')).toMatchObject({ steps: { keep: 'done', stop: 'begun' } });
    expect(world.events.at(-1)).toEqual({
      type: 'step',
      words: 'the journal (ConfigMap volsyncctl-restore-web) was missing: created again',
    });
    await kept.write({ direction: 'giving-back' });
    await kept.close();
    expect([cluster.stored(configMaps), cluster.stored(replicationSources).map(openRestoreOf)]).toEqual([
      [],
      [undefined],
    ]);
  });

  it('at any moment of a restore, all is given back at its end', async () => {
    const whole = new Scene();
    await whole.begin();
    for (let moment = 1; moment <= whole.moments; moment += 1) {
      const scene = new DeletingScene(moment);
      await scene.begin();
      expect([scene.world, scene.journals, scene.mark]).toEqual([
        { ...before, data: 'restored', safety: 'present' },
        [],
        undefined,
      ]);
    }
  });

  it.each<[string, (cluster: FakeCluster) => unknown]>([
    ['and its marks with it', (cluster) => unmark(cluster)],
    [
      'and cannot be created again',
      (cluster) => cluster.fail('create', configMaps, new Failure('refused', 'the namespace is being terminated')),
    ],
  ])('%s: the exact commands are told', async (_what, prepare) => {
    const { cluster, kept } = await opened();
    cluster.remove(configMaps, key);
    prepare(cluster);
    const failure = await caught(kept.write({ direction: 'giving-back' }));
    expect(failure).toMatchObject({ kind: 'unknown', message: expect.stringContaining('is gone') as string });
    expect(failure.hint?.split('\n')).toEqual([
      `kubectl patch replicationsource web -n home --type merge -p '{"spec":{"trigger":{"schedule":"0 * * * *","manual":null}}}'`,
      'kubectl scale deployment web -n home --replicas=1',
      'kubectl annotate replicationsource web -n home volsyncctl/open-restore- volsyncctl/open-restore-app- volsyncctl/open-restore-journal-',
    ]);
  });

  it('and another restore is begun: this process ends, and leaves it alone', async () => {
    const { world, cluster, kept } = await opened();
    cluster.remove(configMaps, key);
    unmark(cluster);
    await openJournal(someJournal({ run: 'fedcba9876543210' }), world);
    expect(await caught(kept.write({ direction: 'giving-back' }))).toMatchObject({ kind: 'refused' });
    expect(cluster.stored(configMaps)).toHaveLength(1);
  });
});

it('a restore of which only the parked schedule is left is unknown to abort, which names the way back', async () => {
  const trigger = { schedule: someJournal().sources[0]?.scheduleMeanwhile ?? '' };
  const world = new World(new FakeCluster().put(replicationSources, sourceObject({ trigger })));
  expect(await caught(take(world, true))).toMatchObject({
    kind: 'unknown',
    details: [expect.stringContaining('left the schedule parked')],
    hint: 'kubectl edit replicationsource web -n home',
  });
  const idle = new World(new FakeCluster().put(replicationSources, sourceObject()));
  expect(await caught(take(idle, true))).toMatchObject({ kind: 'not-found' });
});

describe('a mark whose journal is gone', () => {
  it('is unknown to resume and abort, which name the way that is left, and it stays', async () => {
    const { world, cluster } = await opened();
    cluster.remove(configMaps, key);
    expect(await caught(take(world, false))).toMatchObject({
      kind: 'unknown',
      hint: 'restore everything but the data: volsyncctl restore abort web -n home --leave-data',
    });
    expect(cluster.stored(replicationSources).map(openRestoreOf)).toMatchObject([{ journal: key.name, app: 'web' }]);
    expect(cluster.count('delete') + cluster.count('patch', configMaps)).toBe(0);
  });

  it('is unknown to restore status', async () => {
    const { world, cluster } = await opened();
    cluster.remove(configMaps, key);
    for (const apps of [undefined, [app]]) {
      const report = await restoreStatus(
        { scope: { namespace: 'home' }, apps },
        { ...portsOf(world), creatorStateOf: () => 'gone' },
      );
      expect(report.restores).toEqual([]);
      expect(report.unreadable).toMatchObject([{ ...key, failure: { kind: 'unknown' } }]);
    }
  });

  it('gives back all but the data from its copy, and keeps the newest safety net', async () => {
    const { world, cluster } = await opened();
    cluster.remove(configMaps, key);
    const stopped = { namespace: 'home', name: 'volsyncctl-web-before-01234567-stopped' };
    cluster.put(volumeSnapshots, { metadata: stopped });
    const kept = await take(world, true);
    expect(cluster.stored(configMaps)).toEqual([]);
    expect(kept.now).toMatchObject({
      direction: 'aborting',
      leavesData: true,
      safety: { volumeSnapshot: stopped.name },
      workloads: [{ name: 'web', replicas: 1 }],
      sources: [{ triggerBefore: { schedule: '0 * * * *' } }],
    });
    const scene = new Scene();
    scene.world = { ...before, data: 'half', replicas: 0, isHeld: true, isParked: true, safety: 'present' };
    await kept.takeOver('bbbbbbbbbbbbbbbb', { hostname: 'desk', pid: 2 }, {});
    expect(cluster.stored(configMaps)).toHaveLength(1);
    await goBack(kept, scene.steps, scene.ports, true);
    await kept.close();
    expect(scene.world).toEqual({ ...before, data: 'half', safety: 'present' });
    expect(cluster.stored(replicationSources).map(openRestoreOf)).toEqual([undefined]);
  });

  it('of an older version says what is to be done by hand', async () => {
    const { world, cluster } = await opened();
    cluster.remove(configMaps, key);
    cluster.change(replicationSources, app, (source) => ({
      ...source,
      metadata: { ...source.metadata, annotations: { 'volsyncctl/open-restore': key.name } },
    }));
    const failure = await caught(take(world, true));
    expect(failure.kind).toBe('unknown');
    expect(failure.hint).toContain('kubectl annotate replicationsource web -n home volsyncctl/open-restore-');
  });
});
