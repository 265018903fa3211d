import type { KubeEvent } from '../kubernetes/objects.ts';

/**
 * When an event was last seen, RFC 3339. Which of the fields is set depends on whether its recorder uses the old or the
 * new events API.
 */
export function eventTime({ series, eventTime, metadata, ...event }: KubeEvent): string {
  const { deprecatedLastTimestamp, deprecatedFirstTimestamp } = event;
  const times = [series?.lastObservedTime, deprecatedLastTimestamp, eventTime, deprecatedFirstTimestamp];
  return times.find((time) => typeof time === 'string' && time !== '') ?? metadata.creationTimestamp ?? '';
}

/** How often the event was seen. */
export function eventCount({ series, deprecatedCount }: KubeEvent): number {
  return series?.count ?? Math.max(1, deprecatedCount ?? 1);
}
