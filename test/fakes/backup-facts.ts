import type { BackupFacts } from '../../src/volsync/backup-facts.ts';
import { expect } from 'vitest';
import { judgeBackup } from '../../src/volsync/backup-verdict.ts';
import type { Judgement } from '../../src/volsync/verdict.ts';
import { emptyLog, sourceObject } from './fleet-objects.ts';
import { snapshotAt, wholeId } from './repository-objects.ts';

export const now = new Date('2026-11-23T15:24:00Z');
/** The snapshot of the sync that completed at 15:00:12, which the status names. */
export const claimed = snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') });
export const earlier = snapshotAt('2026-11-23T14:00:05Z');

/** The judgement on a healthy app with these changes. */
export function judged(facts: Partial<BackupFacts>): Judgement {
  return judgeBackup({
    source: sourceObject(),
    snapshots: [claimed, earlier],
    time: now,
    maxAgeMs: undefined,
    sharedWith: [],
    around: [],
    ...facts,
  });
}

export const hours = (count: number) => count * 3600_000;
export const daily = (schedule: string, lastSyncTime: string, nextSyncTime = '2026-11-24T02:00:00Z') =>
  sourceObject({ trigger: { schedule } }, { lastSyncTime, nextSyncTime });
export const failed = (...lines: readonly string[]) =>
  ({ latestMoverStatus: { result: 'Failed', logs: lines.join('\n') } }) as const;
export const noLog = { latestMoverStatus: { result: 'Successful' } } as const;
export const empty = { latestMoverStatus: { result: 'Successful', logs: emptyLog } } as const;
export const partial = [
  'snapshot aaaaaaaa saved',
  'error: /data/x: permission denied',
  'Warning: at least one source file could not be read',
];
export const uncredited = snapshotAt('2026-11-23T15:20:00Z', { id: wholeId('aaaaaaaa') });
/** It last completed a sync at 12:00, three runs ago. */
export const behind = { lastSyncTime: '2026-11-23T12:00:12Z', lastSyncStartTime: '2026-11-23T15:00:00Z' };
export const noon = snapshotAt('2026-11-23T12:00:05Z', { id: wholeId('724684cd') });

/** A case: its name, the changes, the verdict with its reason, and the message. */
export type BadCase = readonly [string, Partial<BackupFacts>, string, RegExp];
export type GoodCase = readonly [string, Partial<BackupFacts>];

/** Expects an app not to be protected. */
export function expectBad([, facts, expected, message]: BadCase): void {
  const { verdict, reason, message: said, details } = judged(facts);
  expect(`${verdict} ${reason ?? ''}`).toBe(expected);
  expect(said).toMatch(message);
  expect(said).not.toContain('\n');
  expect(details).toEqual(facts.passedOver ?? (reason === 'unreadable-files' ? ['/data/x: permission denied'] : []));
}

/** Expects an app to be protected. */
export function expectGood([, facts]: GoodCase): void {
  expect(judged(facts)).toEqual({ verdict: 'protected', reason: undefined, message: '', details: [], hint: undefined });
}
