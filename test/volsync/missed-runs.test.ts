import { describe, expect, it } from 'vitest';
import { missedRuns } from '../../src/volsync/missed-runs.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const hourMs = 3_600_000;
const now = new Date('2026-11-23T15:24:00Z');
const since = new Date('2026-11-21T00:00:00Z');
/** Created on 20 November at 15:24, so that its first run is at 16:00. */
const source = (retain: object, schedule = '0 * * * *') =>
  sourceObject({ trigger: { schedule }, restic: { repository: 'x', copyMethod: 'Snapshot', retain } });
/** A snapshot five seconds after each full hour in the last `count` hours. */
const hourly = (count: number) =>
  Array.from({ length: count }, (_, index) => new Date(Date.parse('2026-11-23T15:00:05Z') - index * hourMs));
const at = (...times: readonly string[]) => times.map((time) => new Date(`2026-11-${time}Z`));

/** Gaps such as `21T09 – 22T00: 1`. */
function gaps(retain: object, dataTimes: readonly Date[], moment = now, schedule?: string) {
  const found = missedRuns(source(retain, schedule), { dataTimes, since, now: moment });
  return found?.map((gap) => `${hourOf(gap.since)} – ${hourOf(gap.until)}: ${gap.count}`);
}

function hourOf(time: Date): string {
  return time.toISOString().slice(8, 13);
}

describe('missedRuns', () => {
  it('finds none where every run that retain keeps has a snapshot', () => {
    expect(gaps({ hourly: 24 }, hourly(24))).toEqual([]);
    expect(gaps({ daily: 3 }, at('21T23:00:05', '22T23:00:05', '23T15:00:05'))).toEqual([]);
  });

  it('joins runs that follow each other', () => {
    const some = hourly(24).filter((_, index) => index < 3 || index > 5);
    expect(gaps({ hourly: 24 }, some)).toEqual(['23T10 – 23T13: 3']);
  });

  it('takes any backup of a day for that of the day', () => {
    expect(gaps({ daily: 3 }, at('21T03:00:05', '22T17:00:05', '23T15:00:05'))).toEqual([]);
    expect(gaps({ daily: 3 }, at('21T23:00:05', '23T15:00:05'))).toEqual(['22T00 – 23T00: 1']);
  });

  it('does not take the backup of the last run of a day for one of the next day', () => {
    expect(gaps({ daily: 3 }, at('21T23:59:59', '23T15:00:05'))).toEqual(['22T00 – 23T00: 1']);
  });

  it('waits for a run until the next has begun', () => {
    const until14 = hourly(24).slice(1);
    expect(gaps({ hourly: 24 }, until14)).toEqual([]);
    expect(gaps({ hourly: 24 }, until14, new Date('2026-11-23T16:00:01Z'))).toEqual(['23T15 – 23T16: 1']);
  });

  it('misses everything where there is nothing, and nothing from before the app or the time line', () => {
    expect(gaps({ daily: 9 }, [])).toEqual(['21T00 – 23T00: 2']);
    expect(gaps({ last: '2' }, [])).toEqual(['23T14 – 23T15: 1']);
  });

  it.each([
    ['no schedule', {}, ''],
    ['a broken schedule', {}, 'hourly'],
    ['a rule by age', { within: '30d' }, '0 * * * *'],
  ])('cannot tell with %s', (_what, retain, schedule) => {
    expect(gaps(retain, [], now, schedule)).toBeUndefined();
  });
});
