import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { destinationKey, restoreIntoClaim } from '../../src/restore/restore-into-claim.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { nothingLog } from '../fakes/fleet-objects.ts';
import { fakeRestore, goodLog, key, ports, request, run, type FakeRestore } from '../fakes/fake-restore.ts';

const wrongPassword = ['Fatal: wrong password or no key found', 'ERROR: failure connecting to repository'];
const unreachable = ['Fatal: dial tcp: lookup nas: no such host'];

async function failureOf(restore: FakeRestore, change: Partial<typeof request> = {}) {
  const cluster = fakeRestore(restore);
  const world = ports(cluster);
  const error: unknown = await restoreIntoClaim({ ...request, ...change }, world).catch((each: unknown) => each);
  if (!(error instanceof Failure)) throw new Error('it did not fail', { cause: error });
  return { error, cluster, events: world.events };
}

describe('a restore of nothing', () => {
  it.each<[string, FakeRestore, string, string]>([
    ['no eligible snapshot', { log: nothingLog.split('\n') }, 'unprotected', 'Nothing was restored'],
    [
      'a new, empty repository',
      { log: ['created restic repository 1c40dd4fb3 at /repository/typo', ...nothingLog.split('\n')] },
      'failed',
      'made a new, empty one at /repository/typo',
    ],
    [
      'another snapshot',
      { log: goodLog('deadbeef') },
      'failed',
      'VolSync restored snapshot deadbeef, and not 724684cd',
    ],
    [
      'a mover that says nothing',
      { log: ['Restic completed in 3s'] },
      'unknown',
      'does not show that it restored 724684cd',
    ],
    [
      'a cut log, and nothing stored',
      { log: ['=== Starting'], stored: '' },
      'unknown',
      'does not show that it restored',
    ],
  ])('is none, although VolSync reports success: %s', async (_what, restore, kind, message) => {
    const { error, cluster } = await failureOf(restore);
    expect([error.kind, error.message]).toEqual([kind, expect.stringContaining(message)]);
    expect(cluster.stored(resources.replicationDestinations)).toEqual([]);
    expect(cluster.openStreams).toBe(0);
  });
});

describe('a mover that fails', () => {
  it('ends the wait at its first pod where it cannot heal, and is removed', async () => {
    const { error, cluster } = await failureOf({ failing: [wrongPassword], isStuck: true });
    expect(error).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('the password does not open the repository') as string,
      hint: 'volsyncctl verify web -n home',
    });
    expect(cluster.stored(resources.replicationDestinations)).toEqual([]);
    expect(cluster.stored(resources.pods)).toEqual([]);
  });

  it('is told and waited for where it may heal, and the end of our time says what it was', async () => {
    const { error, events } = await failureOf({ failing: [unreachable], isStuck: true }, { timeoutMs: 20_000 });
    expect(error).toMatchObject({
      kind: 'timeout',
      message: expect.stringMatching(/did not finish in 20s: the repository cannot be reached/) as string,
    });
    expect(events).toContainEqual({ type: 'step', words: 'the repository cannot be reached; retrying' });
  });

  it('is no failure of the restore where the next try succeeds', async () => {
    const world = ports(fakeRestore({ failing: [unreachable] }));
    await expect(restoreIntoClaim(request, world)).resolves.toMatchObject({ snapshotId: '724684cd' });
  });

  it('that hangs is ended by our time, with its last word', async () => {
    const { error } = await failureOf({ isStuck: true }, { timeoutMs: 10_000 });
    expect(error.kind).toBe('timeout');
    expect(error.details[0]).toContain('restoring snapshot 724684cd');
  });
});

describe('VolSync that does not run', () => {
  const controller = (replicas: number) => ({
    metadata: {
      namespace: 'volsync-system',
      name: 'volsync',
      labels: { 'app.kubernetes.io/name': 'volsync', 'control-plane': 'x' },
    },
    spec: { replicas, template: { spec: { containers: [{ name: 'manager', command: ['/manager'] }] } } },
  });

  it('is refused before anything is made', async () => {
    const cluster = fakeRestore({}).put(resources.deployments, controller(0));
    await expect(restoreIntoClaim(request, ports(cluster))).rejects.toMatchObject({ kind: 'refused' });
    expect(cluster.count('create')).toBe(0);
    expect(cluster.count('delete')).toBe(0);
  });

  it('is told when it is stopped meanwhile', async () => {
    const cluster = fakeRestore({ isDeaf: true });
    cluster.before('create', resources.replicationDestinations, () =>
      cluster.put(resources.deployments, controller(0)),
    );
    const world = ports(cluster);
    await expect(restoreIntoClaim(request, world)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('scaled to 0') as string,
    });
    expect(world.events).toContainEqual({ type: 'step', words: expect.stringContaining('is it running?') as string });
    expect(cluster.stored(resources.replicationDestinations)).toEqual([]);
  });
});

describe('a destination of ours', () => {
  it('is made of the source’s settings, and gone when all is done', async () => {
    const cluster = fakeRestore({});
    const world = ports(cluster);
    const restored = await restoreIntoClaim(request, world);
    expect(restored).toMatchObject({ destination: key, snapshotId: '724684cd', moverMs: 5500 });
    expect(restored.lines).toContain('Summary: Restored 2 files/dirs (31 B) in 0:00');
    const made = cluster.calls.find(({ verb, kind }) => verb === 'create' && kind === 'replicationdestinations');
    expect(made).toMatchObject({
      object: {
        metadata: { ...key, labels: { 'app.kubernetes.io/instance': run, 'app.kubernetes.io/component': 'restore' } },
        spec: {
          trigger: { manual: run },
          restic: { repository: 'web-volsync', destinationPVC: 'new', copyMethod: 'Direct', enableFileDeletion: false },
        },
      },
    });
    expect(cluster.stored(resources.replicationDestinations)).toEqual([]);
    expect(cluster.openStreams).toBe(0);
    expect(destinationKey('home', run)).toEqual(key);
  });

  it('that a crash has left is removed first, with its mover', async () => {
    const cluster = fakeRestore({});
    cluster.put(resources.replicationDestinations, {
      metadata: { ...key, uid: 'of-a-crash' },
      status: { lastManualSync: run },
    });
    await expect(restoreIntoClaim(request, ports(cluster))).resolves.toMatchObject({ snapshotId: '724684cd' });
    expect(cluster.count('delete', resources.replicationDestinations)).toBe(2);
  });

  it('is removed on Ctrl-C', async () => {
    const cluster = fakeRestore({ isStuck: true });
    const world = ports(cluster);
    const restoring = restoreIntoClaim(request, world);
    while (!world.events.some((each) => each.type === 'step' && each.words === 'restic restores')) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    world.interrupt();
    await expect(restoring).rejects.toMatchObject({ kind: 'interrupted' });
    expect(cluster.stored(resources.replicationDestinations)).toEqual([]);
    expect(cluster.openStreams).toBe(0);
  });

  it('that was refused leaves nothing to remove', async () => {
    const cluster = new FakeCluster().forbid({ resource: 'replicationdestinations', verb: 'create' });
    const world = ports(cluster);
    await expect(restoreIntoClaim(request, world)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(cluster.count('delete')).toBe(0);
    expect(world.events).toEqual([]);
  });

  it('is removed also where the answer to its making was lost', async () => {
    const cluster = new FakeCluster().fail(
      'create',
      resources.replicationDestinations,
      new Failure('unreachable', 'gone'),
    );
    await expect(restoreIntoClaim(request, ports(cluster))).rejects.toMatchObject({ kind: 'unreachable' });
    expect(cluster.count('delete', resources.replicationDestinations)).toBe(1);
  });

  it('that cannot be removed is told with the command, and does not spoil the restore', async () => {
    const cluster = fakeRestore({}).fail('delete', resources.replicationDestinations, new Failure('forbidden', 'no'));
    const world = ports(cluster);
    await expect(restoreIntoClaim(request, world)).resolves.toMatchObject({ snapshotId: '724684cd' });
    expect(world.events).toContainEqual({
      type: 'left',
      what: `ReplicationDestination home/${key.name}`,
      why: 'no',
      hint: `kubectl delete replicationdestination ${key.name} -n home`,
    });
  });

  it('that somebody deletes is no success', async () => {
    const cluster = fakeRestore({ isStuck: true });
    const world = ports(cluster);
    const restoring = restoreIntoClaim(request, world);
    while (!world.events.some((each) => each.type === 'step' && each.words === 'restic restores')) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    cluster.remove(resources.replicationDestinations, key);
    for (const { metadata } of cluster.stored(resources.pods))
      cluster.remove(resources.pods, { namespace: 'home', name: metadata.name });
    cluster.remove(resources.jobs, { namespace: 'home', name: `volsync-dst-${key.name}` });
    await expect(restoring).rejects.toMatchObject({ kind: 'not-found' });
  });
});
