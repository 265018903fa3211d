import { goDurationMs } from '../go-duration.ts';
import { dateOf, lastSyncedAt, type Replication } from './sync-state.ts';

/** Both times are rounded down to the second; the duration is not. */
const roundingMs = 1000;

/** Whether the last completed sync is the one that began at `startedAt`, not an earlier or later one. */
export function hasCompleted(object: Replication, startedAt: string): boolean {
  const end = lastSyncedAt(object);
  const start = dateOf(startedAt);
  const durationMs = goDurationMs(object.status?.lastSyncDuration);
  if (end === undefined || start === undefined || durationMs === undefined) return false;
  return Math.abs(end.getTime() - durationMs - start.getTime()) <= roundingMs;
}
