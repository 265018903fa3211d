import { describe, expect, it } from 'vitest';
import { isSyncDue } from '../../src/volsync/sync-due.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';

const now = new Date('2026-11-23T15:00:00Z');
const lastSyncTime = '2026-11-23T14:00:00Z';
const schedule = '0 * * * *';

describe('isSyncDue', () => {
  it.each<[string, boolean, ReplicationSource['spec'], ReplicationSource['status']]>([
    ['new', true, { trigger: { schedule } }, {}],
    ['new, served by another provider', false, { external: {} }, {}],
    ['without a trigger', true, {}, { lastSyncTime }],
    ['tag not served', true, { trigger: { manual: 'b', schedule } }, { lastSyncTime, lastManualSync: 'a' }],
    ['tag served', false, { trigger: { manual: 'a' } }, { lastSyncTime, lastManualSync: 'a' }],
    ['next run to come', false, { trigger: { schedule } }, { lastSyncTime, nextSyncTime: '2026-11-23T15:00:01Z' }],
    ['next run has come', true, { trigger: { schedule } }, { lastSyncTime, nextSyncTime: '2026-11-23T15:00:00Z' }],
    ['next run not known', false, { trigger: { schedule } }, { lastSyncTime }],
  ])('%s: %j', (_case, isDue, spec, status) => {
    expect(isSyncDue({ metadata: { name: 'web' }, ...{ spec, status } } as ReplicationSource, now)).toBe(isDue);
  });
});
