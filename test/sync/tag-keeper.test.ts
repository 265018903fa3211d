import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeVolSync, goodLog, key, source, type FakeSync } from '../fakes/fake-volsync.ts';
import { start } from '../fakes/trigger-run.ts';

const fresh: FakeSync = { copiedAt: '2026-11-23T15:26:23Z', log: goodLog('724684cd') };
const schedule = '0 * * * *';
const parked = source({ trigger: { schedule, manual: 'sync-1' } }, { lastManualSync: 'sync-1' });

describe('the tag afterwards', () => {
  it('is gone as soon as the sync runs, so that nothing is left where the program is killed', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, isStuck: true }]);
    const running = start(volsync.cluster);
    await running.seen('phase');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(volsync.app.status?.lastSyncStartTime).toBeDefined();
    expect(volsync.app.spec?.trigger).toEqual({ schedule });
    volsync.release();
    expect((await running.result).outcome).toBe('ok');
  });

  it('stays where there is no schedule', async () => {
    const volsync = new FakeVolSync(source({ trigger: { manual: 'sync-1' } }, { lastManualSync: 'sync-1' }), [fresh]);
    const result = await start(volsync.cluster).result;
    expect(result).toMatchObject({ outcome: 'ok', tagEnd: { kind: 'kept', previous: 'sync-1' } });
    expect(volsync.app.spec?.trigger?.manual).toBe(result.tag);
  });

  it('is gone where there was no trigger at all', async () => {
    const volsync = new FakeVolSync(source({ trigger: undefined }), [fresh]);
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'ok', tagEnd: { kind: 'removed' } });
    expect(volsync.app.spec?.trigger).toEqual({});
  });

  it('is the one that somebody has parked the schedule with, and no sync is started for it', async () => {
    const volsync = new FakeVolSync(parked, [fresh]);
    const running = start(volsync.cluster);
    expect(await running.result).toMatchObject({
      outcome: 'ok',
      tagEnd: { kind: 'put-back', previous: 'sync-1', trigger: { kind: 'parked', tag: 'sync-1' } },
    });
    expect(volsync.app.spec?.trigger?.manual).toBe('sync-1');
    expect(volsync.app.status?.lastManualSync).toBe('sync-1');
    expect(volsync.served).toHaveLength(1);
    expect(running.events).toContainEqual(
      expect.objectContaining({ type: 'warning', message: expect.stringContaining('sync-1') as string }),
    );
  });

  it('is that one again when VolSync never began', async () => {
    const volsync = new FakeVolSync(parked, []);
    expect(await start(volsync.cluster, { timeoutMs: 30_000 }).result).toMatchObject({
      outcome: 'timeout',
      tagEnd: { kind: 'put-back' },
    });
    expect(volsync.app.spec?.trigger?.manual).toBe('sync-1');
  });

  it('is gone with --unpark', async () => {
    const volsync = new FakeVolSync(parked, [fresh]);
    const result = await start(volsync.cluster, { isToUnpark: true }).result;
    expect(result).toMatchObject({
      outcome: 'ok',
      tagEnd: { kind: 'removed', previous: 'sync-1', nextSyncAt: new Date('2026-11-23T16:00:00Z') },
    });
    expect(volsync.app.spec?.trigger).toEqual({ schedule });
  });

  it('is gone where another volsyncctl was killed, or is about to remove it', async () => {
    const tag = 'volsyncctl-20261123T152600Z-abc';
    const volsync = new FakeVolSync(source({ trigger: { schedule, manual: tag } }, { lastManualSync: tag }), [fresh]);
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'ok', tagEnd: { kind: 'removed' } });
    expect(volsync.app.spec?.trigger).toEqual({ schedule });
  });

  it('is that of somebody who came later, untouched', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, isStuck: true }]);
    let patches = 0;
    volsync.cluster.before('patch', resources.replicationSources, () => {
      patches += 1;
      if (patches !== 2) return;
      const trigger = { schedule, manual: 'later' };
      volsync.cluster.change(resources.replicationSources, key, (app) => ({ ...app, spec: { ...app.spec, trigger } }));
    });
    const running = start(volsync.cluster);
    await running.seen('phase');
    volsync.release();
    expect(await running.result).toMatchObject({
      outcome: 'ok',
      tagEnd: { kind: 'replaced', trigger: { kind: 'parked', tag: 'later' } },
    });
    expect(volsync.app.spec?.trigger?.manual).toBe('later');
  });
});

describe('taking the tag back', () => {
  it('is tried again while the API server cannot be reached', async () => {
    const volsync = new FakeVolSync(source(), [fresh]);
    let patches = 0;
    volsync.cluster.before('patch', resources.replicationSources, () => {
      patches += 1;
      if (patches === 2 || patches === 3) throw new Failure('unreachable', 'gone');
    });
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'ok', tagEnd: { kind: 'removed' } });
  });

  it('that fails is no success, and names the command that does it', async () => {
    const volsync = new FakeVolSync(source(), [fresh]);
    let patches = 0;
    volsync.cluster.before('patch', resources.replicationSources, () => {
      patches += 1;
      if (patches > 1) throw new Failure('forbidden', 'May not patch.');
    });
    const running = start(volsync.cluster);
    const result = await running.result;
    expect(result).toMatchObject({ outcome: 'forbidden', tagEnd: { kind: 'left', trigger: { kind: 'parked' } } });
    const warning = running.events.find((event) => event.type === 'warning');
    expect(warning).toMatchObject({
      hint: `kubectl patch replicationsource web -n home --type json -p '[{"op":"test","path":"/spec/trigger/manual","value":"${result.tag ?? ''}"},{"op":"remove","path":"/spec/trigger/manual"}]'`,
    });
  });

  it('looks also after a tag whose patch was answered by silence', async () => {
    const volsync = new FakeVolSync(source(), []);
    let patches = 0;
    volsync.cluster.before('patch', resources.replicationSources, ({ patch }) => {
      patches += 1;
      if (patches > 1) return;
      const { manual } = (patch as { spec: { trigger: { manual: string } } }).spec.trigger;
      volsync.cluster.change(resources.replicationSources, key, (app) => ({
        ...app,
        spec: { ...app.spec, trigger: { schedule, manual } },
      }));
      throw new Failure('unreachable', 'gone');
    });
    const running = start(volsync.cluster);
    await running.seen('again');
    running.interrupt();
    await running.result;
    expect(running.events).toContainEqual(expect.objectContaining({ type: 'again', why: 'lost-answer' }));
    expect(volsync.app.spec?.trigger).toEqual({ schedule });
  });
});

describe('without waiting', () => {
  it('the sync has begun and the tag is gone when it returns', async () => {
    const volsync = new FakeVolSync(source(), [{ ...fresh, isStuck: true }]);
    const result = await start(volsync.cluster, { isWaiting: false }).result;
    expect(result).toMatchObject({ outcome: 'ok', state: 'started', isSyncRunning: true, tagEnd: { kind: 'removed' } });
    expect(volsync.app.status?.lastSyncStartTime).toBeDefined();
  });

  it('a running sync refuses it, and nothing is changed', async () => {
    const volsync = new FakeVolSync(source({}, { lastSyncStartTime: '2026-11-23T15:26:20Z' }), []);
    expect(await start(volsync.cluster, { isWaiting: false }).result).toMatchObject({ outcome: 'refused' });
    expect(volsync.cluster.count('patch')).toBe(0);
  });

  it('it ends in time when VolSync does not begin', async () => {
    const volsync = new FakeVolSync(source(), []);
    const result = await start(volsync.cluster, { isWaiting: false, timeoutMs: 100_000 }).result;
    expect(result).toMatchObject({ outcome: 'timeout', reason: 'not-started', tagEnd: { kind: 'removed' } });
    expect(result.waitedMs).toBeLessThan(60_000);
  });
});
