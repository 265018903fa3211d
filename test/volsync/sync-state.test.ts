import { describe, expect, it } from 'vitest';
import {
  reconcileError,
  dateOf,
  isSyncing,
  isTagServed,
  lastSyncedAt,
  nextSyncAt,
  syncingSince,
  triggerState,
} from '../../src/volsync/sync-state.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';

function source(spec: ReplicationSource['spec'], status: ReplicationSource['status'] = {}): ReplicationSource {
  return { metadata: { name: 'web', namespace: 'home' }, spec: spec ?? {}, status };
}

describe('triggerState', () => {
  it.each([
    [{ schedule: '0 * * * *' }, { kind: 'schedule', schedule: '0 * * * *' }],
    [
      { schedule: '0 * * * *', manual: '' },
      { kind: 'schedule', schedule: '0 * * * *' },
    ],
    [{ manual: 'once' }, { kind: 'manual', tag: 'once' }],
    [
      { schedule: '0 * * * *', manual: 'sync-1' },
      { kind: 'parked', schedule: '0 * * * *', tag: 'sync-1' },
    ],
    [{}, { kind: 'none' }],
  ] as const)('of %j is %j', (trigger, expected) => {
    expect(triggerState(source({ trigger }))).toEqual(expected);
  });

  it('is none without a spec', () => {
    expect(triggerState({ metadata: { name: 'web' } })).toEqual({ kind: 'none' });
  });
});

describe('a running sync', () => {
  it('is told by lastSyncStartTime alone', () => {
    expect(isSyncing(source({}, { lastSyncStartTime: '2026-11-23T15:00:00Z' }))).toBe(true);
    expect(syncingSince(source({}, { lastSyncStartTime: '2026-11-23T15:00:00Z' }))).toEqual(
      new Date('2026-11-23T15:00:00Z'),
    );
    const condition = { type: 'Synchronizing', status: 'True', reason: 'SyncInProgress' } as const;
    expect(isSyncing(source({}, { conditions: [condition] }))).toBe(false);
  });
});

describe('nextSyncAt', () => {
  const status = { nextSyncTime: '2026-11-23T16:00:00Z' };

  it('is what VolSync says', () => {
    expect(nextSyncAt(source({ trigger: { schedule: '0 * * * *' } }, status))).toEqual(
      new Date('2026-11-23T16:00:00Z'),
    );
  });

  it('is none while a manual tag parks the schedule, even before VolSync has noticed', () => {
    expect(nextSyncAt(source({ trigger: { schedule: '0 * * * *', manual: 'x' } }, status))).toBeUndefined();
  });
});

describe('isTagServed', () => {
  it.each([
    ['x', 'x', true],
    ['x', 'y', false],
    ['x', undefined, false],
    [undefined, undefined, false],
    ['', '', false],
  ])('tag %s, last %s: %s', (manual, lastManualSync, expected) => {
    const object = source(
      { trigger: manual === undefined ? {} : { manual } },
      lastManualSync === undefined ? {} : { lastManualSync },
    );
    expect(isTagServed(object)).toBe(expected);
  });
});

describe('controllerError', () => {
  it.each([
    [{ reason: 'Error', message: 'secrets "x" not found' }, 'secrets "x" not found'],
    [{ reason: 'SyncInProgress', message: 'Synchronization in-progress' }, undefined],
  ])('of %j is %s', (condition, expected) => {
    const conditions = [{ type: 'Synchronizing', status: 'False', ...condition } as const];
    expect(reconcileError(source({}, { conditions }))).toBe(expected);
  });
});

describe('dateOf', () => {
  it.each([
    ['2026-11-23T15:00:00Z', '2026-11-23T15:00:00.000Z'],
    ['2026-11-23T15:00:00.123456Z', '2026-11-23T15:00:00.123Z'],
    ['0001-01-01T00:00:00Z', undefined],
    ['soon', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%s', (text, expected) => {
    expect(dateOf(text)?.toISOString()).toBe(expected);
  });

  it('gives lastSyncedAt its meaning', () => {
    expect(lastSyncedAt(source({}))).toBeUndefined();
  });
});
