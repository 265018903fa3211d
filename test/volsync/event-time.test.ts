import { describe, expect, it } from 'vitest';
import type { KubeEvent } from '../../src/kubernetes/objects.ts';
import { eventCount, eventTime } from '../../src/volsync/event-time.ts';

const metadata = { name: 'e', creationTimestamp: '2026-11-23T15:00:00Z' };
const first = '2026-11-23T15:00:01Z';
const last = '2026-11-23T15:00:09Z';

describe('eventTime and eventCount', () => {
  it.each<[string, Partial<KubeEvent>, string, number]>([
    [
      'one of the new API',
      { eventTime: first, deprecatedLastTimestamp: null, deprecatedFirstTimestamp: null },
      first,
      1,
    ],
    ['a series', { eventTime: first, series: { count: 4, lastObservedTime: last } }, last, 4],
    [
      'one of the old API',
      { eventTime: null, deprecatedFirstTimestamp: first, deprecatedLastTimestamp: last, deprecatedCount: 3 },
      last,
      3,
    ],
    ['one with its first time alone', { deprecatedFirstTimestamp: first, deprecatedCount: 0 }, first, 1],
    ['one without any', { eventTime: null }, metadata.creationTimestamp, 1],
  ])('%s', (_which, event, time, count) => {
    expect(eventTime({ metadata, ...event })).toBe(time);
    expect(eventCount({ metadata, ...event })).toBe(count);
  });
});
