import { describe, expect, it } from 'vitest';
import type { Access } from '../../../../src/errors.ts';
import { run } from '../../../../src/program/run.ts';
import type { Snapshot } from '../../../../src/restic/snapshots.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { FakeIo } from '../../../fakes/fake-io.ts';
import { fakeRestore, goodLog, type FakeRestore } from '../../../fakes/fake-restore.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { runPods } from '../../../fakes/helper-pod-world.ts';
import { answerOf, secretOf } from '../../../fakes/repository-answers.ts';
import { printedSnapshots, snapshotNamed } from '../../../fakes/repository-objects.ts';
import { claim } from '../../../fakes/restore-to-world.ts';
import { unframed } from '../../../fakes/unframed.ts';

const newest = { ...snapshotNamed('724684cd', '2026-11-23T14:00:05Z'), tree: 'a1' };
const yesterday = { ...snapshotNamed('aaaaaaaa', '2026-11-22T14:00:05Z'), tree: 'b2' };
/** What `restic copy` makes of it: another id, the same files. */
const copied = { ...snapshotNamed('cccccccc', '2026-11-22T14:00:05Z'), tree: 'b2' };
const stranger = { ...snapshotNamed('dddddddd', '2026-11-23T15:00:05Z'), tree: 'd4' };

type Held = readonly Snapshot[] | 'silent';

interface Scene {
  /** What is in the repository of each Secret. */
  readonly repositories?: Readonly<Record<string, Held>>;
  readonly restore?: FakeRestore;
  readonly forbidden?: Partial<Access>;
  readonly answers?: readonly boolean[];
}

const values = { RESTIC_PASSWORD: 'aHVudGVyMg==' };

/** home/web has a repository of its own; old/web is the same app in another namespace, photos is another app. */
function world({ repositories = {}, restore = {}, forbidden }: Scene): FakeCluster {
  const cluster = new FakeCluster();
  const held: Readonly<Record<string, Held>> = { 'web-volsync': [newest, yesterday], ...repositories };
  runPods(cluster, (container, pod) => {
    if (container.command?.[0] === 'sleep') return { running: {} };
    const name = secretOf(container);
    const isCopy = name.startsWith('volsyncctl-restore-') && pod.metadata.namespace === 'home';
    const answer = held[isCopy ? 'old-secret' : name] ?? [];
    return answer === 'silent'
      ? answerOf(container, { output: [], errors: ['Fatal: unable to open config file: timeout'], exitCode: 1 })
      : answerOf(container, { output: [printedSnapshots(...answer)] });
  });
  const photos = sourceObject(
    {},
    { latestMoverStatus: { result: 'Successful', logs: 'snapshot eeeeeeee saved' } },
    'photos',
  );
  const old = sourceObject(
    { restic: { repository: 'old-secret', copyMethod: 'Snapshot' } },
    {
      latestMoverStatus: { result: 'Successful', logs: 'snapshot bbbbbbbb saved' },
      lastSyncTime: '2026-11-23T12:00:12Z',
    },
  );
  cluster
    .put(resources.replicationSources, sourceObject(), photos)
    .put(resources.replicationSources, { ...old, metadata: { ...old.metadata, namespace: 'old', uid: 'source-old' } })
    .put(resources.persistentVolumeClaims, claim)
    .put(resources.storageClasses, { metadata: { name: 'block' }, provisioner: 'csi.one' });
  for (const name of ['web-volsync', 'photos-volsync', 'offsite', 'third']) {
    cluster.put(resources.secrets, { metadata: { namespace: 'home', name }, data: values });
  }
  for (const name of ['old-secret', 'lonely']) {
    cluster.put(resources.secrets, { metadata: { namespace: 'old', name }, data: values });
  }
  for (const name of ['home', 'old']) cluster.put(resources.namespaces, { metadata: { name } });
  if (forbidden !== undefined) cluster.forbid(forbidden);
  const log = ['Summary: Restored 3 files/dirs (31 B) in 0:00', 'Restic completed in 3s'];
  fakeRestore({ log: [...goodLog().slice(0, 2), ...log], ...restore }, cluster);
  return cluster;
}

async function typed(line: string, scene: Scene = {}) {
  const cluster = world(scene);
  const io = new FakeIo({
    ...{ cluster, speed: 20, now: new Date('2026-11-23T15:24:00Z') },
    ...(scene.answers && { answers: [...scene.answers] }),
  });
  const words = ['restore', ...line.split(' '), '-n', 'home', '--mover-image', 'mover'];
  const exitCode = await run(words, io);
  // Whatever happened, neither a copy of a Secret nor a destination is left.
  const left = cluster.stored(resources.secrets).map(({ metadata }) => metadata.name);
  expect(left.filter((name) => name.startsWith('volsyncctl-'))).toEqual([]);
  expect(cluster.stored(resources.replicationDestinations)).toEqual([]);
  expect(`${io.out}${io.err}`).not.toMatch(/hunter2|aHVudGVyMg/);
  return { exitCode, out: io.out, err: io.err, cluster };
}

describe('restore --from SECRET', () => {
  it('restores a copy of an own snapshot, and says how much older it is than the newest', async () => {
    const offsite = { repositories: { offsite: [copied] } };
    const { exitCode, out } = await typed('web --from offsite --to pvc/new --dry-run -o json', offsite);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ app: 'web', snapshot: { id: copied.id }, warnings: [] },
      repositories: [
        { namespace: 'home', secret: 'offsite', isOwn: false, state: 'chosen', snapshotId: copied.id },
        { secret: 'web-volsync', isOwn: true, state: 'newer', snapshotId: newest.id, newerSeconds: 86_400 },
      ],
    });
    const { out: text } = await typed('web --from offsite --to pvc/new --dry-run', offsite);
    expect(unframed(text)).toMatch(
      /\nFrom {6}Secret home\/offsite\n +! 24h older than 724684cd in Secret home\/web-volsync \(of ReplicationSource web\)\n/,
    );
  });

  it('takes the newest of several, and of the same data that of the Secret that was named first', async () => {
    const { exitCode, out } = await typed('web --from offsite --from web-volsync --to pvc/new --dry-run -o json', {
      repositories: { offsite: [copied] },
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      snapshot: { id: newest.id },
      repositories: [
        { secret: 'web-volsync', state: 'chosen' },
        { secret: 'offsite', state: 'older' },
      ],
    });
    const same = { repositories: { offsite: [{ ...copied, tree: 'a1', time: newest.time }] } };
    const first = await typed('web --from offsite --from web-volsync --to pvc/new --dry-run -o json', same);
    expect(JSON.parse(first.out)).toMatchObject({ repositories: [{ secret: 'offsite' }, { state: 'same' }] });
  });

  it('lets VolSync restore with that Secret', async () => {
    const { exitCode, cluster, out } = await typed('web --from offsite --to pvc/new --no-compare -o json', {
      repositories: { offsite: [copied] },
      restore: { log: [...goodLog('cccccccc')] },
    });
    expect([exitCode, JSON.parse(out)]).toMatchObject([0, { state: 'restored', snapshot: { id: copied.id } }]);
    const made = cluster.calls.find(({ verb, kind }) => verb === 'create' && kind === 'replicationdestinations');
    expect(made?.object).toMatchObject({ spec: { restic: { repository: 'offsite', destinationPVC: 'new' } } });
  });

  it('names a repository that gives no answer, and never passes it over in silence', async () => {
    const silent = { repositories: { offsite: [copied], third: 'silent' as const } };
    const { exitCode, out } = await typed('web --from third --from offsite --to pvc/new --dry-run', silent);
    expect(exitCode).toBe(0);
    expect(unframed(out)).toMatch(/\? whether Secret home\/third has a newer snapshot is unknown: .*cannot be seen/);
    const alone = await typed('web --from third --to pvc/new', silent);
    expect(alone.exitCode).toBe(10);
    expect(alone.err).toContain('The repository is that of Secret home/third.');
  });

  it.each<[string, string, RegExp]>([
    ['another app uses', 'photos-volsync', /The repository of Secret home\/photos-volsync is that of home\/photos/],
    ['nobody uses, without a snapshot of the app', 'offsite', /nothing that the last sync saved is in this repository/],
  ])('refuses a repository that %s, unless its snapshot is named', async (_what, secret, words) => {
    const foreign = { repositories: { [secret]: [stranger] } };
    const { exitCode, err } = await typed(`web --from ${secret} --to pvc/new`, foreign);
    expect([exitCode, err]).toEqual([4, expect.stringMatching(words)]);
    const named = await typed(`web --from ${secret} --to pvc/new --dry-run -o json --snapshot ${stranger.id}`, foreign);
    expect(named.exitCode).toBe(0);
    const { warnings } = JSON.parse(named.out) as { warnings: readonly string[] };
    expect(warnings).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(words.source, 'i'))]));
  });

  it.each<[number, string, RegExp]>([
    [3, '--from nope', /There is no Secret home\/nope/],
    [2, '--from offsite --watch-bootstrap', /--to and --watch-bootstrap cannot be combined/],
    [2, '--from offsite --from third --previous 1', /--previous counts the snapshots of one repository/],
    [2, '--from offsite --repository-volume nfs:a:/b@/mnt/c', /--from cannot be combined with --repository-volume/],
    [2, '--from-namespace home', /--from-namespace home is the app's own namespace/],
    [2, '--from Not_A_Name', /Not_A_Name.*Expected a name/],
    [3, '--from-namespace nowhere', /There is no namespace nowhere/],
  ])('ends with %i for %s', async (code, flags, words) => {
    const { exitCode, err } = await typed(`web ${flags} --to pvc/new`);
    expect([exitCode, err]).toEqual([code, expect.stringMatching(words)]);
  });

  it('is refused with APP:PATH', async () => {
    const { exitCode, err } = await typed('web:/a --from offsite');
    expect([exitCode, err]).toEqual([2, expect.stringContaining('--from cannot be combined with APP:PATH')]);
  });
});

describe('restore --from-namespace', () => {
  const moved = snapshotNamed('bbbbbbbb', '2026-11-23T12:00:05Z');
  const old = { repositories: { 'old-secret': [moved] }, restore: { log: goodLog('bbbbbbbb') } };

  it('shows what it would do, and copies nothing', async () => {
    const { exitCode, out, cluster } = await typed('web --from-namespace old --to pvc/new --dry-run', old);
    expect(exitCode).toBe(0);
    expect(unframed(out)).toMatch(/From {6}Secret old\/old-secret/);
    expect(unframed(out)).toMatch(/copy +Secret old\/old-secret to home\/volsyncctl-restore-[0-9a-f]{8},/);
    const read = cluster.calls.filter(({ verb, kind }) => verb === 'get' && kind === 'secrets');
    expect(read).toEqual([]);
  });

  it('takes the Secret of an app whose source is gone there, with a snapshot that is named', async () => {
    const line = 'photos --from-namespace old --from lonely --to pvc/new --dry-run -o json';
    const lonely = { repositories: { lonely: [moved] } };
    const { exitCode, err } = await typed(line, lonely);
    expect([exitCode, err]).toEqual([4, expect.stringContaining('No ReplicationSource in namespace old uses Secret')]);
    const named = await typed(`${line} --snapshot bbbbbbbb`, lonely);
    expect([named.exitCode, JSON.parse(named.out)]).toMatchObject([
      0,
      { snapshot: { id: moved.id }, repositories: [{ namespace: 'old', secret: 'lonely', state: 'chosen' }] },
    ]);
  });

  it('restores with a copy of the Secret that belongs to the new PVC, and removes it', async () => {
    const { exitCode, cluster } = await typed('web --from-namespace old --to pvc/new --no-compare', old);
    expect(exitCode).toBe(0);
    const made = (kind: string) => cluster.calls.filter((call) => call.verb === 'create' && call.kind === kind).at(-1);
    const copy = made('secrets')?.object as { metadata: { name: string } };
    expect(copy).toMatchObject({
      metadata: { namespace: 'home', ownerReferences: [{ kind: 'PersistentVolumeClaim', name: 'new' }] },
      data: values,
    });
    expect(made('replicationdestinations')?.object).toMatchObject({
      spec: { restic: { repository: copy.metadata.name } },
    });
  });

  it('removes the copy and the PVC where the restore fails', async () => {
    const failing = [['Fatal: wrong password or no key found']];
    const { exitCode, cluster } = await typed('web --from-namespace old --to pvc/new', {
      ...old,
      restore: { failing, isStuck: true },
    });
    expect([exitCode, cluster.stored(resources.persistentVolumeClaims).length]).toEqual([8, 1]);
  });

  it.each<[string, Partial<Access>]>([
    ['get secrets', { verb: 'get', resource: 'secrets', namespace: 'old' }],
    ['create secrets', { verb: 'create', resource: 'secrets', namespace: 'home' }],
    ['create pods', { verb: 'create', resource: 'pods', namespace: 'old' }],
  ])('changes nothing without permission to %s', async (words, forbidden) => {
    const { exitCode, err, cluster } = await typed('web --from-namespace old --to pvc/new', { ...old, forbidden });
    expect([exitCode, err]).toEqual([5, expect.stringContaining(`You cannot ${words} in namespace`)]);
    expect(cluster.count('create')).toBe(0);
  });
});
