import { expect, it } from 'vitest';
import { lastSyncOf } from '../../src/volsync/last-sync.ts';
import { withHistoryLoss } from '../../src/volsync/history-loss.ts';
import { failureOfMover } from '../../src/volsync/mover-failure-log.ts';
import { pruneOf } from '../../src/volsync/prune.ts';
import { emptyLog, sourceObject } from '../fakes/fleet-objects.ts';

const pruneLog = [
  '=== Starting backup ===',
  'snapshot 724684cd saved',
  '=== Starting forget ===',
  '=== Starting prune ===',
  'remove /repository/web/index/ab: operation not permitted',
];

const keeping = (last: string | undefined) =>
  sourceObject({ restic: { repository: 's', copyMethod: 'Snapshot', ...(last && { retain: { last } }) } });

it('names the prune that fails, and what it does to the history', () => {
  const failure = failureOfMover({ exitCode: 1, lines: pruneLog });
  expect(failure).toMatchObject({ step: 'prune', reason: 'repository-unreachable' });
  expect(failure.message).toMatch(/^prune fails after the snapshot was saved: /);
  expect(withHistoryLoss(failure, keeping('3')).message).toContain(
    'each retry drops one older snapshot, until the last 3 (retain.last) are all copies of the same minute',
  );
  expect(withHistoryLoss(failure, keeping(undefined))).toBe(failure);
});

it('says nothing of history where the backup itself fails', () => {
  const failure = failureOfMover({ exitCode: 1, lines: ['=== Starting backup ===', 'Fatal: x509: unknown authority'] });
  expect(failure.step).toBeUndefined();
  expect(withHistoryLoss(failure, keeping('3'))).toBe(failure);
});

it('reckons when VolSync prunes next, and knows a prune that was only recorded', () => {
  const lastPruned = '2026-11-23T15:00:12Z';
  const empty = sourceObject(
    {},
    { restic: { lastPruned }, latestMoverStatus: { result: 'Successful', logs: emptyLog } },
  );
  expect(pruneOf(empty, lastSyncOf(empty))).toEqual({
    everyDays: 7,
    lastPruned: new Date(lastPruned),
    dueAt: new Date('2026-11-30T15:00:12Z'),
    wasSkipped: true,
  });
  const full = sourceObject({}, { restic: { lastPruned } });
  expect(pruneOf(full, lastSyncOf(full)).wasSkipped).toBe(false);
  const never = sourceObject({ restic: { pruneIntervalDays: 1 } });
  expect(pruneOf(never, lastSyncOf(never))).toMatchObject({
    lastPruned: undefined,
    dueAt: new Date('2026-11-21T15:24:00Z'),
  });
});
