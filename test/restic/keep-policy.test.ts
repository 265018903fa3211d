import { describe, expect, it } from 'vitest';
import { isFilled, keptCount, type KeepPolicy } from '../../src/restic/keep-policy.ts';

const hour = 3600_000;
const end = Date.parse('2026-11-23T15:00:05Z');
const hoursAgo = (hours: number) => new Date(end - hours * hour);
/** 40 hours, then 5 weekly ones. */
const times = [
  ...Array.from({ length: 40 }, (_, index) => hoursAgo(index)),
  ...[1, 2, 3, 4, 5].map((weeks) => hoursAgo(weeks * 168)),
];

describe('keptCount', () => {
  // The numbers are from `restic forget --dry-run` 0.18.1 with snapshots of these times.
  it.each<[KeepPolicy, number]>([
    [{ last: 1 }, 1],
    [{ last: 5 }, 5],
    [{ hourly: 24 }, 24],
    [{ daily: 7 }, 7],
    [{ weekly: 4 }, 4],
    [{ monthly: 12 }, 3],
    [{ yearly: 2 }, 2],
    [{ hourly: 24, daily: 7, weekly: 5 }, 29],
    [{ hourly: 24, daily: 2, monthly: 6 }, 26],
    [{ hourly: 0, last: 1 }, 1],
    [{ last: 1000 }, 45],
    [{}, 0],
  ])('%j keeps %i', (policy, count) => {
    expect(keptCount(times, policy)).toBe(count);
    expect(keptCount(times.toReversed(), policy)).toBe(count);
  });

  it('keeps nothing of nothing, and the oldest while a rule is not full', () => {
    expect(keptCount([], { daily: 7 })).toBe(0);
    expect(keptCount([hoursAgo(0), hoursAgo(1), hoursAgo(2)], { daily: 2 })).toBe(2);
    expect(keptCount([hoursAgo(0), hoursAgo(1), hoursAgo(2)], { daily: 1 })).toBe(1);
  });

  it.each([
    ['a week begins on Monday', '2026-11-22T23:59:59Z', '2026-11-23T00:00:00Z', { weekly: 5 }, true],
    ['a Sunday ends its week', '2026-11-16T00:00:00Z', '2026-11-22T23:59:59Z', { weekly: 5 }, false],
    ['a week knows no year', '2026-12-31T12:00:00Z', '2027-01-01T12:00:00Z', { weekly: 5 }, false],
    ['a year does', '2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z', { yearly: 5 }, true],
    ['the same month of another year', '2025-11-23T00:00:00Z', '2026-11-23T00:00:00Z', { monthly: 5 }, true],
  ])('%s', (_what, one, other, policy, areApart) => {
    // A third, older one replaces the oldest, which always counts.
    const between = [new Date(other), new Date(one), new Date('2020-01-01T00:00:00Z')];
    expect(keptCount(between, policy)).toBe(areApart ? 3 : 2);
  });
});

describe('isFilled', () => {
  it.each<[KeepPolicy, boolean]>([
    [{ last: 45 }, true],
    [{ last: 46 }, false],
    [{ daily: 7 }, true],
    [{ hourly: 24, daily: 8 }, false],
    [{}, true],
  ])('%j: %s', (policy, expected) => {
    expect(isFilled(times, policy)).toBe(expected);
  });
});
