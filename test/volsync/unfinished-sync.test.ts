import { describe, it } from 'vitest';
import { newSource, sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotAt } from '../fakes/repository-objects.ts';
import {
  expectBad,
  expectGood,
  type BadCase,
  type GoodCase,
  behind,
  claimed,
  earlier,
  failed,
  hours,
  noon,
  partial,
  uncredited,
} from '../fakes/backup-facts.ts';

const redeployed = {
  ...newSource(),
  metadata: { ...newSource().metadata, creationTimestamp: '2026-11-23T15:23:00Z' },
};

const lockLine =
  'unable to create lock in backend: repository is already locked by PID 1 on volsync-src-x by root (UID 0, GID 0)';

describe('judgeUnfinished', () => {
  it.each<BadCase>([
    [
      "a stranger's snapshot, while the app's own mover waits for a lock",
      {
        source: sourceObject({}, { ...behind, ...failed('snapshot cccccccc saved', lockLine) }),
        snapshots: [uncredited, { ...noon, time: new Date('2026-11-20T12:00:05Z') }],
      },
      'unknown no-evidence',
      /newer than the last sync that VolSync has completed/,
    ],
    [
      "a stranger's snapshot alone, after the app's own have gone",
      {
        source: sourceObject({}, failed('snapshot cccccccc saved', lockLine)),
        snapshots: [uncredited],
      },
      'unknown no-evidence',
      /whether it is of this app/,
    ],
    [
      'a snapshot that lacks files',
      { source: sourceObject({}, { ...behind, ...failed(...partial) }), snapshots: [uncredited, noon] },
      'unprotected unreadable-files',
      /snapshot aaaaaaaa lacks files/,
    ],
    [
      'the same of a source that never completed a sync',
      { source: { ...newSource(), status: failed(...partial) }, snapshots: [uncredited] },
      'unprotected unreadable-files',
      /snapshot aaaaaaaa lacks files/,
    ],
    [
      'a snapshot of a sync that is not complete, nothing recent before',
      { source: sourceObject({}, behind), snapshots: [uncredited, noon] },
      'unknown no-evidence',
      /newer than the last sync that VolSync has completed/,
    ],
    [
      'the same with --max-age',
      { source: sourceObject({}, behind), snapshots: [uncredited, noon], maxAgeMs: hours(2) },
      'unknown no-evidence',
      /newer than the last sync/,
    ],
    [
      'the same after a mover that failed for another reason',
      { source: sourceObject({}, { ...behind, ...failed('Fatal: oh no') }), snapshots: [uncredited, noon] },
      'unknown no-evidence',
      /newer than the last sync/,
    ],
    [
      'fresh snapshots of nobody knows whom, long after the last sync',
      {
        source: sourceObject({ paused: true }, { lastSyncTime: '2026-11-20T12:00:12Z' }),
        snapshots: [snapshotAt('2026-11-23T15:00:05Z'), earlier],
      },
      'unknown no-evidence',
      /whether it is of this app/,
    ],
    [
      'the first snapshot of a sync that is not complete',
      { source: newSource(), snapshots: [uncredited] },
      'unknown never-synced',
      /no sync is complete yet/,
    ],
    ['a new source with snapshots from before it', { source: redeployed }, 'unknown never-synced', /of this app/],
    [
      'the same where its volume was filled from a snapshot of another repository',
      { source: redeployed, restored: '01234567' },
      'unknown never-synced',
      /of this app/,
    ],
  ])('does not call protected: %s', (...bad) => expectBad(bad));

  it.each<GoodCase>([
    [
      'a new source whose volume was filled from one of the snapshots',
      { source: redeployed, restored: claimed.id.slice(0, 8) },
    ],
    [
      'a running sync over a recent backup',
      { source: sourceObject({}, { lastSyncStartTime: '2026-11-23T15:23:00Z' }), snapshots: [uncredited, claimed] },
    ],
    [
      'a sync that fails only for want of a lock, after its backup',
      {
        source: sourceObject(
          {},
          {
            ...behind,
            ...failed('snapshot aaaaaaaa saved', lockLine),
          },
        ),
        snapshots: [uncredited, noon],
      },
    ],
  ])('calls protected: %s', (...good) => expectGood(good));
});
