import { describe, it } from 'vitest';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { snapshotAt, wholeId } from '../fakes/repository-objects.ts';
import {
  expectBad,
  expectGood,
  type BadCase,
  type GoodCase,
  claimed,
  daily,
  hours,
  now,
} from '../fakes/backup-facts.ts';

const retried = { lastSyncDuration: '30m12.4s' };

describe('judgeAge', () => {
  it.each<BadCase>([
    [
      'one that is older than the schedule allows',
      { time: new Date('2026-11-23T17:00:01Z') },
      'unprotected stale',
      /older than the schedule "0 \* \* \* \*" allows/,
    ],
    [
      'the same although a manual tag parks the schedule',
      {
        source: sourceObject({ trigger: { schedule: '0 * * * *', manual: 'x' } }),
        time: new Date('2026-11-23T17:00:01Z'),
      },
      'unprotected stale',
      /schedule/,
    ],
    [
      'the same while VolSync is paused',
      { source: sourceObject({ paused: true }), time: new Date('2026-11-23T17:00:01Z') },
      'unprotected stale',
      /schedule/,
    ],
    [
      'one that is too old in the time zone of the schedule',
      {
        source: daily('CRON_TZ=Europe/Berlin 0 2 * * *', '2026-11-22T01:00:30Z', '2026-11-23T01:00:00Z'),
        snapshots: [snapshotAt('2026-11-22T01:00:05Z', { id: wholeId('724684cd') })],
        time: new Date('2026-11-24T01:00:01Z'),
      },
      'unprotected stale',
      /Berlin/,
    ],
    [
      "one that is too old in the controller's time zone",
      {
        source: daily('0 2 * * *', '2026-11-22T01:00:30Z', '2026-11-23T01:00:00Z'),
        snapshots: [snapshotAt('2026-11-22T01:00:05Z', { id: wholeId('724684cd') })],
        time: new Date('2026-11-24T01:00:01Z'),
      },
      'unprotected stale',
      /schedule/,
    ],
    ['one that is older than --max-age', { maxAgeMs: 23 * 60_000 }, 'unprotected stale', /--max-age/],
    [
      'one by a millisecond',
      { maxAgeMs: now.getTime() - Date.parse('2026-11-23T15:00:00Z') - 1 },
      'unprotected stale',
      /--max-age/,
    ],
    [
      'one that is older than --max-age, although the schedule is content',
      { maxAgeMs: 1 },
      'unprotected stale',
      /--max-age/,
    ],
    [
      'one of a copy that was cut long before it was backed up, with --max-age',
      { source: sourceObject({}, retried), maxAgeMs: 25 * 60_000 },
      'unprotected stale',
      /^the data of the newest snapshot, copied when its sync began, is older than --max-age allows/,
    ],
    [
      'the same by the schedule',
      { source: sourceObject({}, { ...retried, lastSyncDuration: '49h' }) },
      'unprotected stale',
      /^the data of the newest snapshot, .* is older than the schedule/,
    ],
    [
      'a schedule that VolSync cannot read',
      { source: sourceObject({ trigger: { schedule: '30 0 2 * * *' } }) },
      'unprotected broken-schedule',
      /makes no further backup/,
    ],
    [
      'one dated in the future, with --max-age',
      { snapshots: [{ ...claimed, time: new Date('2099-01-01T00:00:00Z') }], maxAgeMs: hours(26) },
      'unknown mismatch',
      /dated in the future/,
    ],
    [
      'one of any age where no schedule says what is recent',
      { source: sourceObject({ trigger: { manual: 'x' } }) },
      'unknown no-evidence',
      /--max-age/,
    ],
    ['the same without any trigger', { source: sourceObject({ trigger: {} }) }, 'unknown no-evidence', /--max-age/],
    [
      'the same with a schedule that never comes',
      { source: sourceObject({ trigger: { schedule: '0 0 31 2 *' } }) },
      'unknown no-evidence',
      /--max-age/,
    ],
  ])('does not call protected: %s', (...bad) => expectBad(bad));

  it.each<GoodCase>([
    ['up to the run after the next', { time: new Date('2026-11-23T17:00:00Z') }],
    ['within --max-age, whatever the schedule says', { time: new Date('2026-11-24T15:00:00Z'), maxAgeMs: hours(24) }],
    ['within --max-age to the millisecond', { maxAgeMs: now.getTime() - Date.parse('2026-11-23T15:00:00Z') }],
    [
      'one that was read from the volume itself, by the time that restic gives it',
      {
        source: sourceObject({ restic: { repository: 'web', copyMethod: 'Direct' } }, { lastSyncDuration: '49h' }),
        maxAgeMs: 25 * 60_000,
      },
    ],
    ['within --max-age without a schedule', { source: sourceObject({ trigger: { manual: 'x' } }), maxAgeMs: hours(1) }],
    [
      'within --max-age with a broken one',
      { source: sourceObject({ trigger: { schedule: 'x' } }), maxAgeMs: hours(1) },
    ],
  ])('calls protected: %s', (...good) => expectGood(good));
});
