import { describe, expect, it } from 'vitest';
import { dataTimeOf, isNoticeablyOlder, lastDataTime, ownDataTime } from '../../src/volsync/data-time.ts';
import type { SnapshotOrigin } from '../../src/volsync/snapshot-origin.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { newSource, sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotAt, wholeId } from '../fakes/repository-objects.ts';

/** A sync that began at 14:32:00, whose mover failed until the password was fixed at 14:42. */
const retried = {
  lastSyncTime: '2026-11-23T14:42:12Z',
  lastSyncDuration: '10m12.4s',
} as const;
const noLog = { ...retried, latestMoverStatus: { result: 'Failed', logs: 'Fatal: oh no' } } as const;
const began = '2026-11-23T14:32:00.000Z';
const claimedAt = (time: string) => snapshotAt(time, { id: wholeId('724684cd') });
const method = (copyMethod: 'Direct' | 'None' | 'Clone' | 'Snapshot', status: object = retried) =>
  sourceObject({ restic: { repository: 'web', copyMethod } }, status);

describe('dataTimeOf', () => {
  it('is no younger than the sync that reports it, nor than its backup, whatever its time was changed to', () => {
    const direct = method('Direct');
    const ended = new Date(retried.lastSyncTime);
    expect(dataTimeOf(claimedAt('2026-11-25T14:42:05Z'), direct)).toEqual(ended);
    const original = wholeId('724684cd');
    expect(dataTimeOf(snapshotAt('2026-11-25T14:42:05Z', { id: wholeId('99'), original }), direct)).toEqual(ended);
    const backupStart = new Date('2026-11-22T10:00:00Z');
    const summary = { files: 1, bytes: 1, bytesAdded: 1, bytesStored: 1, backupStart };
    expect(dataTimeOf(snapshotAt('2026-11-25T14:42:05Z', { summary }), direct)).toEqual(backupStart);
  });

  it.each<[string, ReplicationSource, string, string]>([
    ['the start of a sync that was retried', method('Snapshot'), '2026-11-23T14:42:05Z', began],
    ['the same of a clone', method('Clone'), '2026-11-23T14:42:05Z', began],
    ["restic's own time without a copy", method('Direct'), '2026-11-23T14:42:05Z', '2026-11-23T14:42:05.000Z'],
    ['the same by its old name', method('None'), '2026-11-23T14:42:05Z', '2026-11-23T14:42:05.000Z'],
    ['an earlier try of the same sync', method('Snapshot', noLog), '2026-11-23T14:35:00Z', began],
    ['a clock of the node that is ahead', method('Snapshot', noLog), '2026-11-23T14:43:00Z', began],
    ['a clock of the node that is behind', method('Snapshot'), '2026-11-23T14:31:30Z', '2026-11-23T14:31:30.000Z'],
    ['a sync before the last', method('Snapshot', noLog), '2026-11-23T14:31:59Z', '2026-11-23T14:31:59.000Z'],
    [
      'one that is newer than the status',
      method('Snapshot', noLog),
      '2026-11-23T14:50:00Z',
      '2026-11-23T14:50:00.000Z',
    ],
    [
      'the start of the sync that runs',
      method('Snapshot', { ...noLog, lastSyncStartTime: '2026-11-23T14:45:00Z' }),
      '2026-11-23T15:24:00Z',
      '2026-11-23T14:45:00.000Z',
    ],
    [
      'the start of the sync that runs, the first of all',
      { ...newSource(), status: { lastSyncStartTime: began } },
      '2026-11-23T15:24:00Z',
      began,
    ],
    [
      'no time that VolSync cannot have meant',
      method('Snapshot', { ...retried, lastSyncDuration: '9999999999h' }),
      '2026-11-23T14:42:05Z',
      '2026-11-23T14:42:05.000Z',
    ],
  ])('is %s', (_, source, time, expected) => {
    const snapshot = source.status?.latestMoverStatus?.result === 'Successful' ? claimedAt(time) : snapshotAt(time);
    expect(dataTimeOf(snapshot, source).toISOString()).toBe(expected);
  });

  it('knows the snapshot that VolSync names, whatever the clock of its node says', () => {
    expect(dataTimeOf(claimedAt('2026-11-23T15:24:00Z'), method('Snapshot')).toISOString()).toBe(began);
  });
});

describe('ownDataTime', () => {
  const own = '2026-11-23T14:42:05.000Z';
  it.each<[string, SnapshotOrigin, boolean, string]>([
    ['its own', { kind: 'own' }, false, began],
    ['its own in a repository that others use', { kind: 'own' }, true, began],
    ['an earlier one', { kind: 'earlier' }, false, began],
    ["an earlier one that may be another app's", { kind: 'earlier' }, true, own],
    ["another app's", { kind: 'other-app', app: 'home/mail' }, false, own],
    ["a stranger's", { kind: 'foreign', why: 'unclaimed' }, false, own],
  ])('asks the syncs of an app about %s', (_what, origin, isShared, expected) => {
    const facts = { source: method('Snapshot'), origin, isShared };
    expect(ownDataTime(claimedAt(own), facts).toISOString()).toBe(expected);
  });
});

describe('lastDataTime', () => {
  it('is when the sync began where a copy was made, and when it ended where none was', () => {
    expect(lastDataTime(method('Snapshot'))?.toISOString()).toBe(began);
    expect(lastDataTime(method('Direct'))?.toISOString()).toBe('2026-11-23T14:42:12.000Z');
    expect(lastDataTime(newSource())).toBeUndefined();
  });
});

describe('isNoticeablyOlder', () => {
  it('passes over what an ordinary sync takes', () => {
    const moment = new Date(began);
    expect(isNoticeablyOlder(moment, new Date(moment.getTime() + 60_000))).toBe(false);
    expect(isNoticeablyOlder(moment, new Date(moment.getTime() + 60_001))).toBe(true);
  });
});
