import { crc32 } from 'node:zlib';

/**
 * The runbook's hourly schedule, at a minute that the app's name alone decides. A fleet with one schedule for all starts every
 * backup in the same second; a hash spreads it evenly, and an app keeps its minute wherever it is written down.
 */
export function spreadSchedule(app: string): string {
  return `${crc32(app) % 60} * * * *`;
}
