import { describe, expect, it } from 'vitest';
import { resources } from '../../../src/kube/resources.ts';
import { watchBootstrap } from '../../../src/operations/restore/watch-bootstrap.ts';
import type { ReplicationDestination } from '../../../src/volsync/types.ts';
import { FakeCluster } from '../../fake-cluster.ts';
import { nothingLog, sourceObject } from '../../fleet-objects.ts';
import { goodLog, ports, serve, type FakeRestore } from './fake-restore.ts';

const app = { namespace: 'home', name: 'web' };

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

function world(object: ReplicationDestination | undefined, fills = 'web-bootstrap') {
  const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
  const dataSourceRef = { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: fills };
  cluster.put(resources.persistentVolumeClaims, {
    metadata: app,
    spec: { ...(fills !== '' && { dataSourceRef }) },
  });
  if (object !== undefined) cluster.put(resources.replicationDestinations, object);
  return cluster;
}

function over(logs: string): ReplicationDestination {
  return destination({
    lastSyncTime: '2026-11-23T15:00:00Z',
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
    const restore = await watchBootstrap(app, 1000, ports(cluster));
    expect(restore).toMatchObject({ ...expected, destination: 'web-bootstrap', claim: 'web', wasOver: true });
    expect(cluster.count('watch') + cluster.count('patch') + cluster.count('create') + cluster.count('delete')).toBe(0);
  });
});

describe('a bootstrap that is running', () => {
  async function followed(restore: FakeRestore, timeoutMs = 100_000) {
    const object = destination();
    const cluster = world(object);
    void serve(cluster.stored(resources.replicationDestinations)[0] ?? object, restore, cluster);
    return watchBootstrap(app, timeoutMs, ports(cluster)).finally(() => expect(cluster.openStreams).toBe(0));
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
    await expect(watchBootstrap(app, 1000, ports(cluster))).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message) as string,
    });
  });
});
