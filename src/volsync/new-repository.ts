import { readMoverLog } from '../restic/mover-log.ts';
import { goDurationMs } from '../go-duration.ts';
import { dateOf, lastSyncedAt } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** VolSync starts the first sync of a source within seconds. */
export const firstSyncMs = 10 * 60_000;

/**
 * Whether the last sync created its repository although it cannot have been the first sync of its source. Either all
 * earlier syncs found an empty volume, or they wrote to another repository. Known until the next sync replaces the log.
 */
export function hasMadeRepositoryLate(source: ReplicationSource): boolean {
  const { result, logs = '' } = source.status?.latestMoverStatus ?? {};
  const end = lastSyncedAt(source);
  const created = dateOf(source.metadata.creationTimestamp);
  if (result !== 'Successful' || end === undefined || created === undefined) return false;
  const startMs = end.getTime() - (goDurationMs(source.status?.lastSyncDuration) ?? 0);
  return readMoverLog(logs).hasCreatedRepository && startMs - created.getTime() > firstSyncMs;
}
