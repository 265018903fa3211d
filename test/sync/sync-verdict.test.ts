import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { FakeVolSync, goodLog, key, source, steps, type FakeSync } from '../fakes/fake-volsync.ts';
import { start } from '../fakes/trigger-run.ts';

const fresh: FakeSync = { copiedAt: '2026-11-23T15:26:23Z', log: goodLog('724684cd') };
const stale: FakeSync = { copiedAt: '2026-11-23T15:26:21Z', log: goodLog('0000dead') };

describe('a backup is proven', () => {
  it('by a sync of ours, a fresh copy and the id in the log', async () => {
    const volsync = new FakeVolSync(source(), [fresh]);
    const result = await start(volsync.cluster).result;
    expect(result).toMatchObject({
      outcome: 'ok',
      state: 'saved',
      snapshot: {
        id: '724684cd',
        parent: 'be33baf0',
        files: 2,
        bytesProcessed: 31,
        bytesAdded: 1038,
        bytesStored: 862,
      },
      triggeredAt: new Date('2026-11-23T15:26:22Z'),
      pointInTime: new Date('2026-11-23T15:26:23Z'),
      durationMs: 9000,
      tagEnd: { kind: 'removed', nextSyncAt: new Date('2026-11-23T16:00:00Z') },
    });
    expect(volsync.served).toEqual([result.tag]);
    expect(volsync.cluster.openStreams).toBe(0);
  });

  it('also where forget could remove nothing, and says that retention never works there', async () => {
    const log = ['8a', '8b'].map((id) => `unable to remove snapshot/${id.repeat(32)} from the repository`);
    const result = await start(new FakeVolSync(source(), [{ ...fresh, log: [...goodLog('724684cd'), ...log] }]).cluster)
      .result;
    expect(result).toMatchObject({ outcome: 'ok', snapshot: { id: '724684cd' } });
    expect(result.warnings).toEqual([
      'retention never works here: forget could not remove 2 snapshots; is the repository append-only?',
    ]);
  });

  it('by a copy of the same second, as no sync was running then', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, copiedAt: '2026-11-23T15:26:22Z' }]);
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'ok' });
  });

  it('by what VolSync stored of this very sync, where the log may not be read', async () => {
    const volsync = new FakeVolSync(source(), [fresh]);
    volsync.cluster.forbid({ resource: 'pods', subresource: 'log' });
    const running = start(volsync.cluster);
    expect(await running.result).toMatchObject({ outcome: 'ok', snapshot: { id: '724684cd' } });
    expect(running.events.map(({ type }) => type)).toContain('warning');
  });

  it('by the pod that succeeded, not by those that failed before it', async () => {
    const first = { exitCode: 1, log: ['snapshot 0000dead saved', 'Fatal: dial tcp: connection refused'] };
    const volsync = new FakeVolSync(source(), [{ ...fresh, failing: [first] }]);
    const running = start(volsync.cluster);
    expect(await running.result).toMatchObject({ outcome: 'ok', snapshot: { id: '724684cd' } });
    expect(running.events.map(({ type }) => type)).toContain('trouble');
  });
});

describe('a backup is not proven', () => {
  it('by a sync that was running before: it is waited for, and another one is started', async () => {
    const volsync = new FakeVolSync(source(), [fresh]);
    void volsync.start({ ...stale, isStuck: true });
    await steps(10);
    expect(volsync.app.status?.lastSyncStartTime).toBeDefined();
    const running = start(volsync.cluster);
    await running.seen('waiting-for-sync');
    expect(volsync.cluster.count('patch')).toBe(0);
    volsync.release();
    expect(await running.result).toMatchObject({ outcome: 'ok', snapshot: { id: '724684cd' } });
    expect(running.events[0]).toMatchObject({ type: 'waiting-for-sync' });
    expect(volsync.served).toHaveLength(1);
  });

  it('by a sync that began between our look and our patch', async () => {
    const volsync = new FakeVolSync(source(), [fresh]);
    let hasBegun = false;
    volsync.cluster.before('patch', resources.replicationSources, () => {
      if (hasBegun) return;
      hasBegun = true;
      const lastSyncStartTime = '2026-11-23T15:26:21Z';
      volsync.cluster.change(resources.replicationSources, key, (app) => ({
        ...app,
        status: { ...app.status, lastSyncStartTime },
      }));
      setTimeout(() => {
        // The tag, which was removed by now, would be recorded as served here.
        volsync.cluster.change(resources.replicationSources, key, (app) => ({
          ...app,
          status: {
            lastSyncTime: '2026-11-23T15:26:30Z',
            lastSyncDuration: '9s',
            latestMoverStatus: { logs: 'snapshot 0000dead saved', result: 'Successful' as const },
          },
        }));
      }, 20);
    });
    const running = start(volsync.cluster);
    expect(await running.result).toMatchObject({ outcome: 'ok', snapshot: { id: '724684cd' } });
    expect(running.events.map(({ type }) => type)).toContain('again');
    const tags = running.events.flatMap((event) => (event.type === 'tag-set' ? [event.tag] : []));
    expect(new Set(tags).size).toBe(2);
  });

  it('by an older copy that VolSync used again: once more', async () => {
    const volsync = new FakeVolSync(source(), [stale, fresh]);
    const running = start(volsync.cluster);
    expect(await running.result).toMatchObject({ outcome: 'ok', snapshot: { id: '724684cd' } });
    expect(running.events).toContainEqual(expect.objectContaining({ type: 'again', why: 'old-copy' }));
  });

  it('by a copy of the same second that was there before', async () => {
    const volsync = new FakeVolSync(source(), [{ ...stale, copiedAt: undefined }, fresh]);
    volsync.cluster.put(resources.volumeSnapshots, {
      metadata: { namespace: 'home', name: 'volsync-web-src', creationTimestamp: '2026-11-23T15:26:22Z' },
      status: { readyToUse: true },
    });
    const running = start(volsync.cluster);
    expect((await running.result).outcome).toBe('ok');
    expect(running.events).toContainEqual(expect.objectContaining({ type: 'again', why: 'old-copy' }));
  });

  it('by an old copy that never goes away', async () => {
    const volsync = new FakeVolSync(source(), [stale, stale, fresh]);
    const result = await start(volsync.cluster).result;
    expect(result).toMatchObject({
      outcome: 'unknown',
      reason: 'no-evidence',
      state: 'not-done',
      tagEnd: { kind: 'removed' },
    });
    expect(volsync.served).toHaveLength(2);
  });

  it('by an empty volume', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, log: ['== Directory is empty skipping backup ==='] }]);
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'unprotected', reason: 'empty-source' });
  });

  it('by our tag in lastManualSync alone', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, log: [], stored: '' }]);
    expect(await start(volsync.cluster).result).toMatchObject({
      outcome: 'unknown',
      reason: 'no-evidence',
      snapshot: undefined,
    });
  });

  it('by a stored log that is not of this sync', async () => {
    const volsync = new FakeVolSync(source(), [
      { ...fresh, log: [], stored: 'snapshot 0000dead saved', durationSeconds: 30 },
    ]);
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'unknown' });
  });

  it('by the snapshot of the sync before', async () => {
    const before = { latestMoverStatus: { result: 'Successful', logs: 'snapshot 724684cd saved' } };
    const volsync = new FakeVolSync(source({}, before), [fresh]);
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'unknown' });
  });

  it('where the server does not say when the patch was made', async () => {
    const app = source();
    const volsync = new FakeVolSync({ ...app, metadata: { ...key, uid: 'uid-web' } }, [fresh]);
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'unknown', snapshot: { id: '724684cd' } });
  });
});
