import { describe, expect, it } from 'vitest';
import { promisedSnapshots } from '../../src/volsync/retention.ts';
import type { ResticSource } from '../../src/volsync/types.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';

const now = new Date('2026-11-23T15:24:00Z');

/** For a source that was created `days` days ago. */
function promised(schedule: string, retain: ResticSource['retain'], days = 1000): number | undefined {
  const source = sourceObject({ trigger: { schedule }, restic: retain === undefined ? {} : { retain } });
  const creationTimestamp = new Date(now.getTime() - days * 86_400_000).toISOString();
  return promisedSnapshots({ ...source, metadata: { ...source.metadata, creationTimestamp } }, now);
}

describe('promisedSnapshots', () => {
  it.each<[string, ResticSource['retain'], number | undefined, number?]>([
    ['0 * * * *', undefined, 1],
    ['0 * * * *', {}, 1],
    ['0 * * * *', { last: '5' }, 5],
    ['0 * * * *', { hourly: 24 }, 24],
    // 24 hours reach into 22 November, so 5 of the 7 days add one each.
    ['0 * * * *', { hourly: 24, daily: 7 }, 29],
    ['0 2 * * *', { daily: 7, weekly: 4 }, 9],
    ['0 2 * * *', { daily: 7, monthly: 12 }, 18],
    // restic keeps 7 days that have a snapshot, however far apart they are.
    ['0 2 * * 0', { daily: 7 }, 7],
    ['0 2 1 * *', { hourly: 24 }, 24],
    ['0 9 * * 1-5', { hourly: 48 }, 48],
    // for which there was not enough time
    ['0 2 * * *', { daily: 7 }, 3, 3],
    ['0 * * * *', { last: '1000' }, 48, 2],
    ['0 2 * * *', { daily: 7 }, 0, 0],
    ['* * * * *', { last: '10' }, 10],
    // what cannot be computed
    ['* * * * *', { yearly: 5 }, undefined],
    ['0 * * * *', { within: '3d' }, undefined],
    ['0 * * * *', { within: '', daily: 7 }, undefined],
    ['0 * * * *', { last: 'many' }, undefined],
    ['0 * * * *', { last: '5 --keep-tag x' }, undefined],
    ['0 * * * *', { last: '' }, undefined],
    ['0 * * * *', { daily: -1 }, undefined],
    ['0 * * * *', { daily: 0 }, undefined],
    ['0 * * * *', { hourly: 24, daily: -1 }, undefined],
    ['', { daily: 7 }, undefined],
    ['30 0 2 * * *', { daily: 7 }, undefined],
    ['0 0 31 2 *', { daily: 7 }, 0],
  ])('%s with %j: %s', (schedule, retain, count, days) => {
    expect(promised(schedule, retain, days)).toBe(count);
  });

  it('is nothing that can be reckoned of a source whose age is not known', () => {
    expect(promisedSnapshots({ ...sourceObject(), metadata: { name: 'web' } }, now)).toBeUndefined();
  });
});
