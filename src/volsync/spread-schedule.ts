import { crc32 } from 'node:zlib';

/**
 * The runbook's hourly schedule, at a minute derived from the app's name. With one schedule for the whole fleet, every
 * backup would start in the same second; a hash spreads them evenly, and an app always gets the same minute.
 */
export function spreadSchedule(app: string): string {
  return `${crc32(app) % 60} * * * *`;
}
