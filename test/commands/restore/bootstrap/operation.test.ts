import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import type { PersistentVolumeClaim } from '../../../../src/kubernetes/objects.ts';
import type { PersistentVolume } from '../../../../src/kubernetes/storage.ts';
import { watchBootstrap } from '../../../../src/commands/restore/bootstrap/operation.ts';
import type { ReplicationDestination } from '../../../../src/volsync/types.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { nothingLog, sourceObject } from '../../../fakes/fleet-objects.ts';
import type { Snapshot } from '../../../../src/restic/snapshots.ts';
import { printedSnapshots, snapshotNamed } from '../../../fakes/repository-objects.ts';
import { runPods } from '../../../fakes/helper-pod-world.ts';
import { answerOf } from '../../../fakes/repository-answers.ts';
import { goodLog, ports, serve, type FakeRestore } from '../../../fakes/fake-restore.ts';

const app = { namespace: 'home', name: 'web' };

function options(timeoutMs: number) {
  return { timeoutMs, look: { command: 'restore', timeouts: { startMs: 1000, endMs: 1000 }, moverImage: 'mover' } };
}

function destination(
  status: ReplicationDestination['status'] = {},
  spec: object = { restic: {} },
): ReplicationDestination {
  return {
    metadata: { namespace: 'home', name: 'web-bootstrap', uid: 'uid-bootstrap' },
    spec: { trigger: { manual: 'restore-once' }, ...spec },
    status,
  };
}

function world(
  object: ReplicationDestination | undefined,
  fills = 'web-bootstrap',
  change: Partial<PersistentVolumeClaim> = {},
) {
  const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
  const dataSourceRef = { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: fills };
  cluster.put(resources.persistentVolumeClaims, {
    metadata: { ...app, creationTimestamp: '2026-11-23T14:59:00Z' },
    spec: { volumeName: 'pvc-web', ...(fills !== '' && { dataSourceRef }) },
    ...change,
  });
  if (object !== undefined) cluster.put(resources.replicationDestinations, object);
  return cluster;
}

function over(logs: string): ReplicationDestination {
  return destination({
    lastSyncTime: '2026-11-23T15:00:00Z',
    lastSyncDuration: '8s',
    latestImage: { kind: 'VolumeSnapshot', name: 'image-1' },
    lastManualSync: 'restore-once',
    latestMoverStatus: { result: 'Successful', logs },
  });
}

describe('a bootstrap that is over', () => {
  it.each<[string, string, object]>([
    [
      'what was restored',
      goodLog().join('\n'),
      { kind: 'restored', snapshot: '724684cd', time: new Date('2026-11-23T14:00:05Z') },
    ],
    ['that it was nothing', nothingLog, { kind: 'nothing', snapshot: undefined }],
    [
      'that a repository was made',
      `created restic repository 1c40 at rest:http://me:secret@nas/x\n${nothingLog}`,
      { kind: 'nothing', createdRepository: 'rest:http://nas/x' },
    ],
    ['that it is not known', '', { kind: 'unknown' }],
  ])('says %s, and changes nothing', async (_what, logs, expected) => {
    const cluster = world(over(logs));
    const restore = await watchBootstrap(app, options(1000), ports(cluster));
    expect(restore).toMatchObject({ ...expected, destination: 'web-bootstrap', claim: 'web', wasOver: true });
    expect(cluster.count('watch') + cluster.count('patch') + cluster.count('create') + cluster.count('delete')).toBe(0);
  });
});

describe('what is in a volume', () => {
  const bound = { status: { phase: 'Bound' } } as const;
  const filledFrom = (image: string): PersistentVolume => ({
    metadata: {
      ...{ name: 'pvc-web', namespace: '', creationTimestamp: '2026-11-23T15:00:01Z' },
      annotations: { 'volsync.backube/populated-from': `home/${image}` },
    },
  });

  it('is the last restore of a destination only where it was filled from its image', async () => {
    const object = over(goodLog().join('\n'));
    const filled = world(object, undefined, bound).put(resources.persistentVolumes, filledFrom('image-1'));
    await expect(watchBootstrap(app, options(1000), ports(filled))).resolves.toMatchObject({ kind: 'restored' });
    const other = world(object, undefined, bound).put(resources.persistentVolumes, filledFrom('image-0'));
    const restore = await watchBootstrap(app, options(1000), ports(other));
    expect(restore).toMatchObject({ kind: 'unknown', snapshot: undefined });
    expect(restore.why).toMatch(/home\/image-0/);
  });

  it('is not what a destination restores again while it is bound', async () => {
    const again = destination({ ...over('').status, lastSyncStartTime: '2026-11-23T16:00:00Z' });
    const cluster = world(again, undefined, bound).put(resources.persistentVolumes, filledFrom('image-1'));
    await expect(watchBootstrap(app, options(1000), ports(cluster))).resolves.toMatchObject({ kind: 'unknown' });
  });

  it('is foreign where another host has made the snapshot', async () => {
    const log = 'restoring snapshot 99999999 of [/srv/database] at 2026-11-23 14:00:05.5 +0000 UTC by root@nas to .';
    const restore = await watchBootstrap(app, options(1000), ports(world(over(log))));
    expect(restore).toMatchObject({ kind: 'foreign', snapshot: '99999999' });
  });

  it('is old where a destination was kept, and newer snapshots were there', async () => {
    const metadata = { ...app, creationTimestamp: '2026-11-23T15:10:00Z' };
    const log = goodLog().join('\n');
    const watched = (...newer: readonly Snapshot[]) => {
      const chosen = snapshotNamed('724684cd', '2026-11-23T14:00:05.5Z');
      const cluster = runPods(world(over(log), undefined, { metadata }), (container) =>
        answerOf(container, { output: [printedSnapshots(chosen, ...newer)] }),
      );
      return watchBootstrap(app, options(60_000), ports(cluster)).finally(() =>
        expect(cluster.stored(resources.pods)).toEqual([]),
      );
    };
    const newer = snapshotNamed('33333333', '2026-11-23T15:05:00Z');
    await expect(watched(newer)).resolves.toMatchObject({ kind: 'outdated', newer: 1, snapshot: '724684cd' });
    await expect(watched()).resolves.toMatchObject({ kind: 'restored', newer: 0 });
    const hidden = world(over(log), undefined, { metadata }).forbid({ verb: 'create', resource: 'pods' });
    await expect(watchBootstrap(app, options(1000), ports(hidden))).resolves.toMatchObject({ kind: 'unknown' });
  });
});

describe('a bootstrap that is running', () => {
  async function followed(restore: FakeRestore, timeoutMs = 100_000) {
    const object = destination();
    const cluster = world(object);
    void serve(cluster.stored(resources.replicationDestinations)[0] ?? object, restore, cluster);
    return watchBootstrap(app, options(timeoutMs), ports(cluster)).finally(() => expect(cluster.openStreams).toBe(0));
  }

  it('is followed to its end', async () => {
    await expect(followed({})).resolves.toMatchObject({ kind: 'restored', snapshot: '724684cd', wasOver: false });
  });

  it('is no success where it restores nothing', async () => {
    await expect(followed({ log: nothingLog.split('\n') })).resolves.toMatchObject({ kind: 'nothing' });
  });

  it('fails with its cause', async () => {
    const log = ['Fatal: wrong password or no key found'];
    await expect(followed({ failing: [log], isStuck: true })).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('fails: the password does not open the repository') as string,
    });
  });

  it('is not waited for longer than that', async () => {
    await expect(followed({ isStuck: true }, 10_000)).rejects.toMatchObject({
      kind: 'timeout',
      details: [expect.stringContaining('restoring snapshot 724684cd')],
    });
  });
});

describe('no bootstrap', () => {
  it.each<[string, FakeCluster, string, string]>([
    ['a PVC that names none', world(undefined, ''), 'not-found', 'names no ReplicationDestination that fills it'],
    ['one that is not there', world(undefined), 'not-found', 'There is no '],
    ['of another mover', world(destination({}, { rclone: {} })), 'refused', 'has the mover rclone'],
  ])('is told: %s', async (_what, cluster, kind, message) => {
    if (kind === 'not-found') cluster.put(resources.namespaces, { metadata: { name: 'home' } });
    await expect(watchBootstrap(app, options(1000), ports(cluster))).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message) as string,
    });
  });
});
