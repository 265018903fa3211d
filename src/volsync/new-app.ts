import { createdRepositoryAt } from '../restic/restore-log.ts';
import { lastDataTime } from './data-time.ts';
import type { DestinationStatus } from './destination-state.ts';
import type { SourceStatus } from './source-state.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';

/**
 * Whether a destination restored nothing because its app was new: no repository existed then, and now it holds a newer
 * backup of the app. A wrong path in both objects looks the same, so only a page that shows the worst problems leaves
 * it out.
 */
export function isStartOfNewApp(destination: DestinationStatus, sources: readonly SourceStatus[]): boolean {
  const { object, lastRestore, problems } = destination;
  const isThatAlone = problems.length === 1 && problems[0]?.reason === 'restored-nothing';
  if (!isThatAlone || lastRestore.kind !== 'nothing' || asksForOneSnapshot(object)) return false;
  if (createdRepositoryAt(object.status?.latestMoverStatus?.logs ?? '') === undefined) return false;
  return sources.some((source) => {
    const backedUp = source.lastSync.kind === 'backup' ? lastDataTime(source.object) : undefined;
    return (
      source.object.metadata.namespace === object.metadata.namespace &&
      isSameRepository(source.object, object) &&
      backedUp !== undefined &&
      backedUp > lastRestore.at
    );
  });
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
