import { snapshotsCalled } from '../restic/snapshot-ids.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { lastSyncOf } from '../volsync/last-sync.ts';
import type { SharingFacts } from '../volsync/shared-repository.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { SeenRepository } from './list-snapshots.ts';

type Seen = SeenRepository & { readonly kind: 'seen' };

/** The facts that show who else uses a repository, from the repositories that have answered. */
export function sharingFacts(
  { source, snapshots, address }: Seen,
  { seen, around }: { readonly seen: readonly SeenRepository[]; readonly around: readonly ReplicationSource[] },
): SharingFacts {
  return { source, around, snapshots, address, seen: snapshotsByUid(seen) };
}

/** The same for every app of a fleet. */
const indexes = new WeakMap<readonly SeenRepository[], ReadonlyMap<string, readonly Snapshot[]>>();

function snapshotsByUid(seen: readonly SeenRepository[]): ReadonlyMap<string, readonly Snapshot[]> {
  const index =
    indexes.get(seen) ??
    new Map(
      seen.flatMap((one) => (one.kind === 'seen' ? [[one.source.metadata.uid ?? '', one.snapshots] as const] : [])),
    );
  indexes.set(seen, index);
  return index;
}

/**
 * The source as read after the repository, as far as it reports what was found there: a sync may have completed or
 * begun between reading the source and the repository. What it reports since then need not be in the repository yet.
 */
export function reportingSource(
  { source, snapshots }: Pick<Seen, 'source' | 'snapshots'>,
  around: readonly ReplicationSource[],
): ReplicationSource {
  const later = around.find(({ metadata }) => metadata.uid === source.metadata.uid);
  if (later === undefined) return source;
  const [was, is] = [lastSyncOf(source), lastSyncOf(later)];
  const isSame = source.status?.lastSyncTime === later.status?.lastSyncTime;
  if (is.kind === 'backup') {
    return isSame || snapshotsCalled(is.snapshot, snapshots).length > 0 ? later : source;
  }
  if (!isSame) return source;
  // A mover that has failed since then has overwritten the log of the last sync.
  return was.kind === 'backup' ? { ...later, status: { ...later.status, ...moverStatus(source) } } : later;
}

function moverStatus({ status }: ReplicationSource) {
  return status?.latestMoverStatus && { latestMoverStatus: status.latestMoverStatus };
}
