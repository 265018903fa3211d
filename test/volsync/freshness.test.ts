import { describe, expect, it } from 'vitest';
import { freshnessOf, freshnessSince } from '../../src/volsync/freshness.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';

interface Case {
  readonly schedule?: string;
  readonly manual?: string;
  readonly last?: string;
  readonly next?: string;
}

function source({ schedule, manual, last, next }: Case): ReplicationSource {
  return {
    metadata: { name: 'web', namespace: 'home' },
    spec: { trigger: { ...(schedule === undefined ? {} : { schedule }), ...(manual === undefined ? {} : { manual }) } },
    status: {
      ...(last === undefined ? {} : { lastSyncTime: last }),
      ...(next === undefined ? {} : { nextSyncTime: next }),
    },
  };
}

function judged(what: Case, now: string): string {
  const freshness = freshnessOf(source(what), new Date(now));
  return freshness.verdict === 'unknown'
    ? freshness.why
    : `${freshness.verdict} ${freshness.dueBy?.toISOString() ?? 'for ever'}`;
}

describe('freshnessOf', () => {
  const hourly = { schedule: '0 * * * *', last: '2026-11-23T12:00:09Z' };

  it.each<[string, Case, string, string]>([
    ['before the next run', hourly, '2026-11-23T12:30:00Z', 'fresh 2026-11-23T14:00:00.000Z'],
    ['while the next run works', hourly, '2026-11-23T13:59:00Z', 'fresh 2026-11-23T14:00:00.000Z'],
    ['at the run after it', hourly, '2026-11-23T14:00:00Z', 'fresh 2026-11-23T14:00:00.000Z'],
    ['past the run after it', hourly, '2026-11-23T14:00:01Z', 'stale 2026-11-23T14:00:00.000Z'],
    [
      'whatever a manual tag does',
      { ...hourly, manual: 'sync-1' },
      '2026-11-23T14:00:01Z',
      'stale 2026-11-23T14:00:00.000Z',
    ],
    [
      'over a weekend that the schedule leaves out',
      { schedule: '0 2 * * 1-5', last: '2026-11-20T02:01:00Z' },
      '2026-11-23T12:00:00Z',
      'fresh 2026-11-24T02:00:00.000Z',
    ],
    [
      'in a time zone of its own',
      { schedule: 'CRON_TZ=Europe/Berlin 0 2 * * *', last: '2026-11-22T01:00:30Z' },
      '2026-11-24T00:59:00Z',
      'fresh 2026-11-24T01:00:00.000Z',
    ],
    [
      'past it in a time zone of its own',
      { schedule: 'CRON_TZ=Europe/Berlin 0 2 * * *', last: '2026-11-22T01:00:30Z' },
      '2026-11-24T01:00:01Z',
      'stale 2026-11-24T01:00:00.000Z',
    ],
    [
      'in the time zone of the controller, which nextSyncTime gives away',
      { schedule: '0 2 * * *', last: '2026-11-22T01:00:30Z', next: '2026-11-23T01:00:00Z' },
      '2026-11-24T00:30:00Z',
      'fresh 2026-11-24T01:00:00.000Z',
    ],
    [
      'in one of a half hour',
      { schedule: '0 2 * * *', last: '2026-11-21T20:31:00Z', next: '2026-11-22T20:30:00Z' },
      '2026-11-23T20:31:00Z',
      'stale 2026-11-23T20:30:00.000Z',
    ],
    [
      'in UTC when nextSyncTime fits no time zone',
      { schedule: '0 2 * * *', last: '2026-11-22T02:00:30Z', next: '2027-01-01T00:00:17Z' },
      '2026-11-23T12:00:00Z',
      'fresh 2026-11-24T02:00:00.000Z',
    ],
    [
      'when no further run ever comes',
      { schedule: '0 0 31 2 *', last: '2026-11-22T02:00:30Z' },
      '2036-11-23T12:00:00Z',
      'fresh for ever',
    ],
    ['only with a last sync', { schedule: '0 * * * *' }, '2026-11-23T12:00:00Z', 'never-synced'],
    ['only by a schedule', { manual: 'once', last: '2020-01-01T00:00:00Z' }, '2026-11-23T12:00:00Z', 'no-schedule'],
    ['only by a trigger', { last: '2020-01-01T00:00:00Z' }, '2026-11-23T12:00:00Z', 'no-schedule'],
    [
      'only by a schedule that VolSync can read',
      { schedule: '30 0 2 * * *', last: '2026-11-22T02:00:30Z' },
      '2026-11-23T12:00:00Z',
      'broken-schedule',
    ],
  ])('%s', (_name, what, now, expected) => {
    expect(judged(what, now)).toBe(expected);
  });
});

describe('freshnessSince', () => {
  const since = (what: Case, moment: string, now: string) => {
    const freshness = freshnessSince(source(what), new Date(moment), new Date(now));
    return freshness.verdict === 'unknown' ? freshness.why : freshness.verdict;
  };
  const daily = { schedule: '0 2 * * *' };
  const berlin = { ...daily, last: '2026-11-22T01:00:30Z', next: '2026-11-23T01:00:00Z' };

  it.each<[string, Case, string, string, string]>([
    [
      'is of the moment, not of the last sync',
      { ...daily, last: '2026-11-24T02:01:00Z' },
      '2026-11-20T02:00:05Z',
      '2026-11-24T03:00:00Z',
      'stale',
    ],
    ['needs no last sync', daily, '2026-11-23T02:00:05Z', '2026-11-24T03:00:00Z', 'fresh'],
    ["goes by the controller's time zone", berlin, '2026-11-22T01:00:05Z', '2026-11-24T01:00:01Z', 'stale'],
    ['and not by UTC', berlin, '2026-11-22T01:00:05Z', '2026-11-24T00:59:59Z', 'fresh'],
    [
      'takes a moment ahead for fresh: who asks has to look',
      daily,
      '2099-01-01T00:00:00Z',
      '2026-11-24T03:00:00Z',
      'fresh',
    ],
    ['is not known without a schedule', {}, '2026-11-24T02:00:05Z', '2026-11-24T03:00:00Z', 'no-schedule'],
    [
      'is not known of one that cannot be read',
      { schedule: 'x' },
      '2026-11-24T02:00:05Z',
      '2026-11-24T03:00:00Z',
      'broken-schedule',
    ],
  ])('%s', (_name, what, moment, now, expected) => {
    expect(since(what, moment, now)).toBe(expected);
  });
});
