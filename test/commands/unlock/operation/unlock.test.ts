import { rawText } from '../../../../src/foreign-text.ts';
import { describe, expect, it } from 'vitest';
import { planUnlock } from '../../../../src/commands/unlock/operation/plan.ts';
import { isIdle, unlock, unlockedApps } from '../../../../src/commands/unlock/operation/unlock.ts';
import { unlockDocument, unlockNames } from '../../../../src/commands/unlock/json.ts';
import { renderUnlock } from '../../../../src/commands/unlock/text.ts';
import { Failure } from '../../../../src/errors.ts';
import type { Container, Job, Pod } from '../../../../src/kubernetes/objects.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { leaseOfBen } from '../../../fakes/held-lease.ts';
import { runPods, World } from '../../../fakes/helper-pod-world.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const timeouts = { startMs: 30_000, endMs: 120_000 };
const options = { timeouts, moverImage: 'mover:1' };
const target = { scope: {}, apps: [{ namespace: 'home', name: 'web' }] };
const now = Date.parse('2026-11-23T15:24:00Z');
const id = (digit: string) => digit.repeat(64);

interface Lock {
  readonly id: string;
  readonly host: string;
  readonly minutes: number;
}

/** A repository that behaves like restic's; records the pods that read it and their queries. */
function worldWith(locks: readonly Lock[], sourceStatus = {}) {
  let left = [...locks];
  const removals: { readonly hostname: string | undefined; readonly ids: readonly string[] }[] = [];
  const answer = ({ command = [] }: Container, pod: Pod): readonly string[] => {
    const [mark = '', , , todo, , ...ids] = command.slice(4).map(rawText);
    const listed = left.map((lock) => lock.id);
    const step = (name: string, output: readonly string[]) => [
      `${mark} begin ${name}`,
      ...output,
      `${mark} end ${name} 0`,
    ];
    const lines = [`${mark} address /repository/web`, `${mark} clock ${now / 1000}`, ...step('locks', listed)];
    if (todo === 'list') {
      lines.push(...left.flatMap((lock) => step(`lock-${lock.id}`, [printed(lock)])));
    } else {
      const hostname = pod.spec?.hostname;
      removals.push({ hostname, ids });
      left = left.filter(({ host, minutes }) => minutes <= 30 && host !== hostname);
      lines.push(
        ...step('unlock', []),
        ...step(
          'locks-after',
          left.map((lock) => lock.id),
        ),
      );
    }
    return [...lines, `${mark} over`];
  };
  const source = sourceObject({ restic: { repository: 'web-volsync' } }, sourceStatus);
  const cluster = runPods(new FakeCluster().put(resources.replicationSources, source), answer);
  return { world: new World(cluster), cluster, source, removals, left: () => left };
}

function printed({ host, minutes }: Lock): string {
  const time = new Date(now - minutes * 60_000).toISOString();
  return JSON.stringify({ time, exclusive: false, hostname: host, username: 'root', pid: 28 });
}

const ended = (name: string, namespace = 'media', phase: 'Failed' | 'Running' = 'Failed'): Pod => ({
  metadata: { namespace, name },
  status: { phase, containerStatuses: [{ name: 'restic', state: { terminated: { exitCode: 1 } } }] },
});

describe('unlock', () => {
  it('removes the locks of ended pods in their name, whatever their namespace, and keeps the others', async () => {
    const locks = [
      { id: id('a'), host: 'volsync-src-web-aaaaa', minutes: 3 },
      { id: id('b'), host: 'volsync-dst-web-bbbbb', minutes: 3 },
      { id: id('c'), host: 'volsync-src-db-ccccc', minutes: 3 },
      { id: id('d'), host: 'laptop', minutes: 3 },
      { id: id('e'), host: 'laptop', minutes: 40 },
    ];
    const { world, cluster, removals, left } = worldWith(locks);
    cluster.put(resources.pods, ended('volsync-src-web-aaaaa'), ended('volsync-dst-web-bbbbb', 'other'));
    cluster.put(resources.pods, ended('volsync-src-db-ccccc', 'media', 'Running'));
    const plan = await planUnlock(target, options, world);
    expect(isIdle(plan)).toBe(false);
    expect(removals).toEqual([]);
    const report = await unlock(plan, options, world);
    expect(report.outcome).toBe('refused');
    expect(unlockedApps(report)).toEqual([]);
    expect(removals).toEqual([
      { hostname: 'volsync-src-web-aaaaa', ids: [id('a'), id('e')] },
      { hostname: 'volsync-dst-web-bbbbb', ids: [id('b')] },
    ]);
    expect(left().map((lock) => lock.id)).toEqual([id('c'), id('d')]);
    expect(unlockNames(report).toSorted()).toEqual([id('a'), id('b'), id('e')]);
    const text = renderUnlock(report, { style: plainStyle, columns: undefined, now: new Date(now) });
    expect(text).toMatch(/✗ home\/web {2}5 locks in \/repository\/web: 3 removed, 2 kept/);
    expect(text).toMatch(/kept: pod media\/volsync-src-db-ccccc is running/);
    expect(text).toMatch(/→ kubectl get pod volsync-src-db-ccccc -n media/);
    expect(cluster.stored(resources.pods).filter(({ metadata }) => metadata.name.startsWith('volsyncctl'))).toEqual([]);
  });

  it('takes no name of a pod for locks that restic itself calls stale', async () => {
    const { world, removals } = worldWith([{ id: id('a'), host: 'laptop', minutes: 31 }]);
    const report = await unlock(await planUnlock(target, options, world), options, world);
    expect([report.outcome, unlockedApps(report)]).toEqual(['ok', target.apps]);
    expect(removals).toEqual([{ hostname: undefined, ids: [id('a')] }]);
  });

  it('is refused while another volsyncctl removes locks of the repository, and done without rights on Leases', async () => {
    const { world, cluster, removals } = worldWith([{ id: id('a'), host: 'laptop', minutes: 31 }]);
    const plan = await planUnlock(target, options, world);
    const secret = { namespace: 'home', name: 'web-volsync' };
    cluster.put(resources.leases, leaseOfBen({ secret }, 'unlock', world.now()));
    const message: unknown = expect.stringMatching(/Secret home\/web-volsync is in use by ben/);
    expect(await unlock(plan, options, world)).toMatchObject({ apps: [{ failure: { message } }] });
    expect(removals).toEqual([]);
    cluster.forbid({ verb: 'create', resource: 'leases' });
    expect((await unlock(plan, options, world)).outcome).toBe('ok');
  });

  it('names the right that is missing to find the pod, and removes nothing', async () => {
    const { world, cluster, removals } = worldWith([{ id: id('a'), host: 'volsync-src-web-aaaaa', minutes: 3 }]);
    cluster.forbid({ verb: 'list', resource: 'pods', namespace: undefined });
    const plan = await planUnlock(target, options, world);
    expect(plan.outcome).toBe('refused');
    expect(isIdle(plan)).toBe(true);
    expect(plan.apps[0]?.locks[0]?.verdict).toMatchObject({
      kind: 'unknown',
      why: expect.stringMatching(/list pods/) as string,
    });
    expect(removals).toEqual([]);
  });

  it('is failed where a lock is still there, and never ok', async () => {
    const { world, cluster, source } = worldWith([{ id: id('a'), host: 'volsync-src-web-aaaaa', minutes: 3 }]);
    cluster.put(resources.pods, ended('volsync-src-web-aaaaa'));
    const plan = await planUnlock(target, options, world);
    const other = worldWith([{ id: id('a'), host: 'another', minutes: 3 }]);
    other.cluster.put(resources.replicationSources, source);
    expect(await unlock(plan, options, other.world)).toMatchObject({
      outcome: 'failed',
      apps: [{ locks: [{ end: 'failed' }] }],
    });
  });

  it('tells of every app what it knows on Ctrl-C', async () => {
    const { world, cluster } = worldWith([{ id: id('a'), host: 'laptop', minutes: 40 }]);
    cluster.put(resources.replicationSources, sourceObject({ restic: { repository: 'mail' } }, {}, 'mail'));
    const two = { scope: {}, apps: ['web', 'mail'].map((name) => ({ namespace: 'home', name })) };
    const plan = await planUnlock(two, options, world);
    cluster.before('create', resources.pods, () => {
      world.interrupt();
      throw new Failure('interrupted', 'Interrupted.');
    });
    const report = await unlock(plan, options, world);
    expect(report).toMatchObject({
      outcome: 'interrupted',
      apps: [{ outcome: 'interrupted' }, { outcome: 'interrupted' }],
    });
    const text = renderUnlock(report, { style: plainStyle, columns: undefined, now: new Date(now) });
    expect(text).toMatch(/✗ home\/web {2}1 lock .*\n[^]* {4}Interrupted\. It is unknown which locks were removed\.\n/);
    expect(text).toContain('→ volsyncctl unlock web -n home --dry-run\n');
    expect(text).toMatch(/✗ home\/mail {2}1 lock .*\n[^]*interrupted before a lock was removed\n/);
    expect(unlockedApps(report)).toEqual([]);
  });

  it('is ok where there is no lock, and unknown where no image is known', async () => {
    const { world } = worldWith([]);
    expect(await planUnlock(target, options, world)).toMatchObject({ outcome: 'ok', apps: [{ locks: [] }] });
    const plan = await planUnlock(target, { timeouts }, world);
    expect(plan).toMatchObject({ outcome: 'unknown' });
    expect(unlockDocument({ ...plan, isDryRun: true }).apps[0]?.unknown).toMatchObject({ reason: 'forbidden' });
  });
});

describe('the stuck Job', () => {
  const syncing = { lastSyncStartTime: '2026-11-23T15:20:00Z' };
  const jobOf = (uid: string): Job => ({
    metadata: {
      namespace: 'home',
      name: 'volsync-src-web',
      uid: 'job-1',
      ownerReferences: [
        { apiVersion: 'volsync.backube/v1alpha1', kind: 'ReplicationSource', name: 'web', uid, controller: true },
      ],
    },
    status: { failed: 2 },
  });
  const podOf = (phase: 'Failed' | 'Running'): Pod => ({
    metadata: {
      namespace: 'home',
      name: 'volsync-src-web-aaaaa',
      labels: { 'batch.kubernetes.io/controller-uid': 'job-1' },
    },
    status: { phase },
  });

  async function withJob(
    owner: string | undefined,
    phase: 'Failed' | 'Running',
    prepare: (world: World) => unknown = () => undefined,
  ) {
    const { world, cluster, source } = worldWith([{ id: id('a'), host: 'volsync-src-web-zzzzz', minutes: 3 }], syncing);
    const { uid = '' } = cluster.stored(resources.replicationSources)[0]?.metadata ?? source.metadata;
    cluster.put(resources.pods, ended('volsync-src-web-zzzzz'), podOf(phase));
    cluster.put(resources.jobs, jobOf(owner ?? uid));
    cluster.before('delete', resources.jobs, () => {
      for (const { metadata } of cluster.stored(resources.pods)) {
        if (metadata.labels?.['batch.kubernetes.io/controller-uid'] === 'job-1') {
          cluster.remove(resources.pods, { namespace: 'home', name: metadata.name });
        }
      }
    });
    prepare(world);
    const report = await unlock(await planUnlock(target, options, world), options, world);
    return { report, cluster };
  }

  it('is deleted by its uid, so that VolSync makes it anew', async () => {
    const { report, cluster } = await withJob(undefined, 'Failed');
    expect(report).toMatchObject({ outcome: 'ok', apps: [{ job: { name: 'volsync-src-web', end: 'restarted' } }] });
    expect(cluster.calls.find(({ verb, kind }) => verb === 'delete' && kind === 'jobs')).toMatchObject({
      uid: 'job-1',
    });
  });

  it('is told as deleted also where its pods are not seen to go', async () => {
    const { report } = await withJob(undefined, 'Failed', ({ cluster }) =>
      cluster.before('delete', resources.jobs, () => cluster.forbid({ verb: 'watch', resource: 'pods' })),
    );
    expect(report).toMatchObject({
      outcome: 'forbidden',
      apps: [{ locks: [{ end: 'removed' }], job: { end: 'restarted' } }],
    });
    expect(renderUnlock(report, { style: plainStyle, columns: undefined, now: new Date(now) })).toContain(
      'Job volsync-src-web deleted, but its pods may still be running: ',
    );
  });

  it.each<[string, string | undefined, 'Failed' | 'Running']>([
    ["is somebody else's", 'another', 'Failed'],
    ['has a pod that runs', undefined, 'Running'],
  ])('stays where it %s', async (_what, owner, phase) => {
    const { report, cluster } = await withJob(owner, phase);
    expect(report).toMatchObject({ outcome: 'ok', apps: [{ locks: [{ end: 'removed' }] }] });
    expect(report.apps[0]?.job).toBeUndefined();
    expect(cluster.stored(resources.jobs)).toHaveLength(1);
  });
});
