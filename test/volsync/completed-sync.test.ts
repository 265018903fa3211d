import { expect, it } from 'vitest';
import { hasCompleted } from '../../src/volsync/completed-sync.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';

// Seen: began 23:49:04, completed 23:49:14.
const status = { lastSyncTime: '2026-11-23T23:49:14Z', lastSyncDuration: '10.227383323s' };

function completed(status: ReplicationSource['status'], startedAt: string): boolean {
  return hasCompleted({ metadata: { name: 'web' }, ...(status && { status }) }, startedAt);
}

it.each([
  [true, status, '2026-11-23T23:49:04Z'],
  [false, status, '2026-11-23T23:49:02Z'],
  [false, status, '2026-11-23T23:49:06Z'],
  [false, status, '2026-11-23T23:49:14Z'],
  [true, { lastSyncTime: '2026-11-23T23:51:37Z', lastSyncDuration: '1m33.5s' }, '2026-11-23T23:50:04Z'],
  [false, { lastSyncTime: '2026-11-23T23:49:14Z' }, '2026-11-23T23:49:04Z'],
  [false, {}, '2026-11-23T23:49:04Z'],
])('%s: %j completed what began at %s', (expected, object, startedAt) => {
  expect(completed(object, startedAt)).toBe(expected);
});
