import { describe, expect, it } from 'vitest';
import { isBroken, readSchedule } from '../../src/volsync/schedule.ts';

/** Monday. */
const after = new Date('2026-11-23T15:24:10Z');

function nextAfter(text: string): string | undefined {
  const schedule = readSchedule(text);
  if (isBroken(schedule)) throw new Error(schedule.problem);
  return schedule.nextAfter(after)?.toISOString();
}

describe('readSchedule', () => {
  it.each([
    ['0 * * * *', '2026-11-23T16:00:00.000Z'],
    ['*/15 * * * *', '2026-11-23T15:30:00.000Z'],
    ['5/15 * * * *', '2026-11-23T15:35:00.000Z'],
    ['*/100 * * * *', '2026-11-23T16:00:00.000Z'],
    ['0 0-23/2 * * *', '2026-11-23T16:00:00.000Z'],
    ['0 2 1,15 * *', '2026-12-01T02:00:00.000Z'],
    ['0 2 * * 1-5', '2026-11-24T02:00:00.000Z'],
    ['0 2 * * 0', '2026-11-29T02:00:00.000Z'],
    ['0 2 * * SUN', '2026-11-29T02:00:00.000Z'],
    ['0 2 1 dec *', '2026-12-01T02:00:00.000Z'],
    ['0 2 ? * *', '2026-11-24T02:00:00.000Z'],
    ['0 0 1 1 *', '2027-01-01T00:00:00.000Z'],
    ['@hourly', '2026-11-23T16:00:00.000Z'],
    ['@daily', '2026-11-24T00:00:00.000Z'],
    ['@weekly', '2026-11-29T00:00:00.000Z'],
    ['@monthly', '2026-12-01T00:00:00.000Z'],
    ['@annually', '2027-01-01T00:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(nextAfter(text)).toBe(expected);
  });

  it('takes day of month or day of week when both are restricted', () => {
    expect(nextAfter('0 2 30 * 2')).toBe('2026-11-24T02:00:00.000Z');
  });

  it('has no next run on a day that never comes', () => {
    expect(nextAfter('0 2 31 2 *')).toBeUndefined();
  });

  it.each([
    ['CRON_TZ=Europe/Berlin 0 2 * * *', '2026-11-24T01:00:00.000Z'],
    ['TZ=America/New_York 0 2 * * *', '2026-11-24T07:00:00.000Z'],
    ['TZ=UTC 0 2 * * *', '2026-11-24T02:00:00.000Z'],
  ])('%s, in its own time zone', (text, expected) => {
    expect(nextAfter(text)).toBe(expected);
  });

  it.each([
    ['30 0 2 * * *', 'expected exactly 5 fields, found 6'],
    ['foo 0 2 * * *', 'expected exactly 5 fields, found 6'],
    ['12345', 'expected exactly 5 fields, found 1'],
    ['', 'expected exactly 5 fields, found 0'],
    ['@dailyfoo', 'unrecognized descriptor "@dailyfoo"'],
    ['@constructor', 'unrecognized descriptor "@constructor"'],
    ['0 2 * * 7', '"7" is no day of week'],
    ['60 * * * *', '"60" is no minute'],
    ['0 22-2 * * *', '"22-2" is no hour'],
    ['0 2 0 * *', '"0" is no day of month'],
    ['0 2 * 13 *', '"13" is no month'],
    ['*/0 * * * *', '"*/0" is no minute'],
    ['*,99 * * * *', '"*,99" is no minute'],
    ['1-2-3 * * * *', '"1-2-3" is no minute'],
    ['0 2 L * *', '"L" is no day of month'],
    ['0 2 * * 1#2', '"1#2" is no day of week'],
    ['CRON_TZ=Mars/Olympus 0 2 * * *', 'unknown time zone "Mars/Olympus"'],
    ['TZ= 0 2 * * *', 'unknown time zone ""'],
  ])('refuses "%s"', (text, problem) => {
    expect(readSchedule(text)).toEqual({ problem });
  });
});
