import { expect, it } from 'vitest';
import { historyWarnings, retentionWarnings } from '../../src/volsync/history-warnings.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotAt as parentless, wholeId } from '../fakes/repository-objects.ts';

const first = { parent: undefined };
const snapshotAt: typeof parentless = (time, change) => parentless(time, { parent: wholeId('be33baf0'), ...change });
const retained = (last: string | undefined) => ({
  restic: { repository: 's', copyMethod: 'Snapshot' as const, retain: last === undefined ? { hourly: 24 } : { last } },
});
const since = { lastSyncStartTime: '2026-11-23T15:00:00Z' };
const tries = ['2026-11-23T15:03:00Z', '2026-11-23T15:02:00Z', '2026-11-23T15:01:00Z'].map((time) => snapshotAt(time));
const older = snapshotAt('2026-11-23T14:00:05Z');

it.each<[string, ...Parameters<typeof historyWarnings>, readonly unknown[]]>([
  ['a healthy history', sourceObject(retained(undefined)), [snapshotAt('2026-11-23T15:00:05Z'), older], []],
  ['one try so far', sourceObject(retained('3'), since), [...tries.slice(-1), older], []],
  [
    'retries that push older snapshots out',
    sourceObject(retained('4'), since),
    [...tries, older],
    [expect.stringMatching(/^3 of 4 snapshots are retries .*drops one older snapshot \(retain.last 4\)$/)],
  ],
  [
    'nothing but retries',
    sourceObject(retained('3'), since),
    tries,
    [expect.stringMatching(/^all 3 snapshots are retries .*retain.last has dropped every older one$/)],
  ],
  [
    'retries under rules of time, which keep what is older',
    sourceObject(retained(undefined), since),
    [...tries, older],
    [expect.stringMatching(/^3 of 4 snapshots are retries .*same moment$/)],
  ],
  ['a history as old as its source', sourceObject(), [snapshotAt('2026-11-20T15:24:20Z', first)], []],
  [
    'a history that begins long after its source',
    sourceObject(retained(undefined)),
    [snapshotAt('2026-11-23T15:00:05Z'), snapshotAt('2026-11-23T14:00:05Z', first)],
    [expect.stringMatching(/^the history begins with snapshot [0-9a-f]{8}, long after the ReplicationSource/)],
  ],
  [
    'a repository that was copied, whose snapshots have no parents',
    sourceObject(retained(undefined)),
    [snapshotAt('2026-11-23T15:00:05Z', first), snapshotAt('2026-11-23T14:00:05Z', first)],
    [],
  ],
])('%s', (_name, source, own, expected) => {
  expect(historyWarnings(source, own)).toEqual(expected);
});

it('tells of snapshots that the last sync should have forgotten', () => {
  const three = ['2026-11-23T15:00:05Z', '2026-11-23T14:00:05Z', '2026-11-23T13:00:05Z'].map((time) =>
    snapshotAt(time),
  );
  expect(retentionWarnings(sourceObject(retained('2')), three)).toEqual([
    expect.stringMatching(/^retention does not work here: retain keeps 2 of these 3 snapshots/),
  ]);
  expect(retentionWarnings(sourceObject(retained('3')), three)).toEqual([]);
  expect(retentionWarnings(sourceObject(retained('2'), since), three)).toEqual([]);
});
