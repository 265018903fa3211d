import { describe, expect, it } from 'vitest';
import { resources } from '../../src/volsync/resources.ts';
import { FakeVolSync, goodLog, key, source, type FakeSync } from '../fakes/fake-volsync.ts';
import { start } from '../fakes/trigger-run.ts';

const fresh: FakeSync = { copiedAt: '2026-11-23T15:26:23Z', log: goodLog('724684cd') };
const wrongPassword = {
  exitCode: 3,
  log: ['Fatal: wrong password or no key found', 'ERROR: failure connecting to repository'],
};
const unreachable = { exitCode: 1, log: ['Fatal: dial tcp: lookup nas: no such host'] };
const strange = { exitCode: 1, log: ['Fatal: the moon is in the wrong house'] };

function lockedBy(host: string) {
  return {
    exitCode: 11,
    log: [
      'snapshot 0000beef saved',
      `unable to create lock in backend: repository is already locked by PID 43 on ${host} by  (UID 4000, GID 4000)`,
      'lock was created at 2026-11-23 15:20:00 (5s ago)',
    ],
  };
}

describe('a failure that cannot heal', () => {
  it('ends the wait at the first failed pod, and gives the schedule back', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, failing: [wrongPassword], isStuck: true }]);
    expect(await start(volsync.cluster).result).toMatchObject({
      outcome: 'failed',
      reason: 'wrong-password',
      hint: 'volsyncctl verify web -n home',
      isSyncRunning: true,
      tagEnd: { kind: 'removed', trigger: { kind: 'schedule' } },
    });
    expect(volsync.cluster.openStreams).toBe(0);
  });

  it('names the snapshot that was saved before', async () => {
    const volsync = new FakeVolSync(source(), [
      { ...fresh, failing: [lockedBy('volsync-src-web-dead')], isStuck: true },
    ]);
    const result = await start(volsync.cluster).result;
    expect(result).toMatchObject({
      outcome: 'failed',
      reason: 'locked',
      state: 'not-done',
      snapshot: { id: '0000beef' },
    });
    expect(result.message).toContain('volsync-src-web-dead');
    expect(result.message).toContain('no such pod is in this cluster');
  });

  it('of a sync that was running before ends the wait with nothing changed', async () => {
    const volsync = new FakeVolSync(source(), [fresh]);
    void volsync.start({ ...fresh, failing: [wrongPassword], isStuck: true });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const result = await start(volsync.cluster).result;
    expect(result).toMatchObject({
      outcome: 'failed',
      reason: 'wrong-password',
      tag: undefined,
      tagEnd: { kind: 'not-set' },
    });
    expect(volsync.cluster.count('patch')).toBe(0);
  });

  it('is what nobody understands, when it comes twice', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, failing: [strange, strange], isStuck: true }]);
    const running = start(volsync.cluster);
    expect(await running.result).toMatchObject({ outcome: 'failed', reason: 'failing' });
    expect(running.events.filter(({ type }) => type === 'trouble')).toHaveLength(1);
  });

  it('is told by the exit code where the log may not be read', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, failing: [wrongPassword, wrongPassword], isStuck: true }]);
    volsync.cluster.forbid({ resource: 'pods', subresource: 'log' });
    const result = await start(volsync.cluster).result;
    expect(result.message).toContain('exit code 3, and its log cannot be read');
    expect(result.outcome).toBe('failed');
  });
});

describe('a failure that may heal', () => {
  it('is told, and waited for until the time is up', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, failing: [unreachable], isStuck: true }]);
    const running = start(volsync.cluster, { timeoutMs: 10_000 });
    expect(await running.result).toMatchObject({
      outcome: 'timeout',
      reason: 'repository-unreachable',
      isSyncRunning: true,
      tagEnd: { kind: 'removed' },
    });
    expect(running.events.filter(({ type }) => type === 'trouble')).toHaveLength(1);
  });

  it('is a lock whose holder is a running pod', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, failing: [lockedBy('volsync-src-web-other')] }]);
    volsync.cluster.put(resources.pods, {
      metadata: { namespace: 'away', name: 'volsync-src-web-other' },
      status: { phase: 'Running' },
    });
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'ok', snapshot: { id: '724684cd' } });
  });

  it('is believed only when it stays: an error of VolSync that is gone in a moment is none', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, isStuck: true }]);
    const running = start(volsync.cluster);
    await running.seen('phase');
    const error = {
      type: 'Synchronizing',
      status: 'False',
      reason: 'Error',
      message: 'the object has been modified',
    } as const;
    setConditions(volsync, [error]);
    await new Promise((resolve) => setTimeout(resolve, 10));
    setConditions(volsync, []);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(running.events.map(({ type }) => type)).not.toContain('trouble');
    setConditions(volsync, [error]);
    await running.seen('trouble');
    volsync.release();
    expect((await running.result).outcome).toBe('ok');
  });

  it('is no start at all, whose silence is told after five seconds', async () => {
    const volsync = new FakeVolSync(source(), []);
    const running = start(volsync.cluster, { timeoutMs: 20_000 });
    const result = await running.result;
    expect(result).toMatchObject({
      outcome: 'timeout',
      reason: 'not-started',
      isSyncRunning: false,
      tagEnd: { kind: 'removed' },
    });
    const silence = running.events.flatMap((event) => (event.type === 'no-reaction' ? [event.forMs] : []));
    expect(silence).toHaveLength(1);
    expect(silence[0]).toBeGreaterThanOrEqual(5000);
  });
});

describe('Ctrl-C', () => {
  it('gives the schedule back, and says that the sync goes on', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, isStuck: true }]);
    const running = start(volsync.cluster);
    await running.seen('phase');
    running.interrupt();
    const result = await running.result;
    expect(result).toMatchObject({ outcome: 'interrupted', isSyncRunning: true, tagEnd: { kind: 'removed' } });
    expect(volsync.app.spec?.trigger).toEqual({ schedule: '0 * * * *' });
    expect(volsync.cluster.openStreams).toBe(0);
  });

  it('takes the tag back also before VolSync has seen it', async () => {
    const volsync = new FakeVolSync(source(), []);
    const running = start(volsync.cluster);
    await running.seen('tag-set');
    running.interrupt();
    expect(await running.result).toMatchObject({
      outcome: 'interrupted',
      isSyncRunning: false,
      tagEnd: { kind: 'removed' },
    });
    expect(volsync.app.spec?.trigger).toEqual({ schedule: '0 * * * *' });
  });

  it('before anything was changed changes nothing', async () => {
    const volsync = new FakeVolSync(source(), []);
    const running = start(volsync.cluster);
    running.interrupt();
    expect(await running.result).toMatchObject({ outcome: 'interrupted', tag: undefined });
    expect(volsync.cluster.count('patch')).toBe(0);
  });
});

it('tells that the app was deleted meanwhile', async () => {
  const volsync = new FakeVolSync(source(), [{ ...fresh, isStuck: true }]);
  const running = start(volsync.cluster);
  await running.seen('phase');
  volsync.cluster.remove(resources.replicationSources, key);
  expect(await running.result).toMatchObject({ outcome: 'not-found' });
});

function setConditions({ cluster }: FakeVolSync, conditions: readonly object[]): void {
  cluster.change(resources.replicationSources, key, (app) => ({
    ...app,
    status: { ...app.status, conditions } as typeof app.status & object,
  }));
}
