import { createdRepositoryAt } from '../restic/restore-log.ts';
import { goDurationMs } from '../go-duration.ts';
import { lastDataTime } from './data-time.ts';
import type { DestinationStatus } from './destination-state.ts';
import type { SourceStatus } from './source-state.ts';
import { dateOf, lastSyncedAt } from './sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';

/**
 * Whether a destination restored nothing because its app was new: it created the repository itself, no source of that
 * repository is known to be older, and one has made a backup since. A wrong path in all objects of a new cluster looks
 * the same, so the state is still shown, but it is not a problem.
 */
export function isStartOfNewApp(destination: DestinationStatus, sources: readonly SourceStatus[]): boolean {
  const { object, lastRestore, problems } = destination;
  const isThatAlone = problems.length === 1 && problems[0]?.reason === 'restored-nothing';
  if (!isThatAlone || lastRestore.kind !== 'nothing' || asksForOneSnapshot(object)) return false;
  if (createdRepositoryAt(object.status?.latestMoverStatus?.logs ?? '') === undefined) return false;
  const users = sources.filter(
    (source) =>
      source.object.metadata.namespace === object.metadata.namespace && isSameRepository(source.object, object),
  );
  const hasBackup = users.some((source) => {
    const backedUp = source.lastSync.kind === 'backup' ? lastDataTime(source.object) : undefined;
    return backedUp !== undefined && backedUp > lastRestore.at;
  });
  return hasBackup && !users.some((source) => isOlderApp(source.object, object));
}

/** Objects that are applied together are created within minutes. */
const deployMs = 3_600_000;

/**
 * Whether an app's source existed well before its destination began the last restore, so that there should have been a
 * snapshot to restore.
 */
export function isOlderApp(source: ReplicationSource, destination: ReplicationDestination): boolean {
  const restored = lastSyncedAt(destination)?.getTime();
  if (restored === undefined) return false;
  const began = restored - (goDurationMs(destination.status?.lastSyncDuration) ?? 0);
  const createdAt = dateOf(source.metadata.creationTimestamp)?.getTime() ?? began;
  return createdAt < began - deployMs;
}

function asksForOneSnapshot({ spec }: ReplicationDestination): boolean {
  const { restoreAsOf, previous = 0 } = spec?.restic ?? {};
  return restoreAsOf !== undefined || previous > 0;
}

/** Whether a destination reads what a source writes: the same Secret, and for a path the same volumes. */
export function isSameRepository(
  { spec: written }: ReplicationSource,
  { spec: read }: ReplicationDestination,
): boolean {
  const placeOf = (side: { readonly repository?: string; readonly moverVolumes?: unknown } | undefined) =>
    JSON.stringify([side?.repository, side?.moverVolumes ?? []]);
  return placeOf(written?.restic) === placeOf(read?.restic);
}
