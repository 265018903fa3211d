import type { Allowed } from '../kubernetes/allowed.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import type { PersistentVolume } from '../kubernetes/storage.ts';
import { boundAt } from './bootstrap-volume.ts';
import { dateOf, isSyncing, lastSyncedAt } from './sync-state.ts';
import type { ReplicationDestination } from './types.ts';

/**
 * The annotation that VolSync sets on a PersistentVolume it has filled: the namespace and name of the VolumeSnapshot.
 */
const populatedFrom = 'volsync.backube/populated-from';

/** What is known about how a bound PVC was filled. */
export interface FillingFacts {
  readonly claim: PersistentVolumeClaim;
  /** The PV bound to it; `why` if it may not be read. */
  readonly persistentVolume: Allowed<PersistentVolume | undefined>;
  /** The destination that the PVC names. */
  readonly destination: ReplicationDestination;
}

/**
 * Why a destination's last restore may not be what a bound volume contains; undefined if it is. A volume is filled
 * once, from the image that the destination had at that time. The PersistentVolume names that image; if it may not be
 * read, everything that the destination did has to be older than the volume.
 */
export function whyOtherFilling({ claim, persistentVolume, destination }: FillingFacts): string | undefined {
  const { name } = destination.metadata;
  if (isSyncing(destination)) return `the ReplicationDestination ${name} is restoring again`;
  if ('why' in persistentVolume) return byHistory(claim, destination);
  if (persistentVolume.value === undefined) {
    return `the PersistentVolume ${claim.spec?.volumeName ?? ''} was not found`;
  }
  return byVolume(claim, persistentVolume.value, destination);
}

function byVolume(
  claim: PersistentVolumeClaim,
  { metadata }: PersistentVolume,
  destination: ReplicationDestination,
): string | undefined {
  const volume = `the PersistentVolume ${metadata.name}`;
  const [madeAt, claimedAt] = [metadata, claim.metadata].map((one) => dateOf(one.creationTimestamp));
  if (madeAt !== undefined && claimedAt !== undefined && madeAt < claimedAt) {
    return `${volume} is older than the PVC and was filled for a different one`;
  }
  const image = metadata.annotations?.[populatedFrom];
  if (image === undefined) return `${volume} was not filled by VolSync`;
  if (image === `${claim.metadata.namespace ?? ''}/${destination.status?.latestImage?.name ?? ''}`) return undefined;
  const { name } = destination.metadata;
  return `it was filled from the VolumeSnapshot ${image}, and the ReplicationDestination ${name} has restored again since`;
}

function byHistory(claim: PersistentVolumeClaim, destination: ReplicationDestination): string | undefined {
  const bound = boundAt(claim);
  if (bound === undefined) return undefined;
  const isLater = (moment: Date | undefined) => moment !== undefined && moment > bound;
  const { name, creationTimestamp } = destination.metadata;
  if (isLater(dateOf(creationTimestamp))) return `the ReplicationDestination ${name} was created after the volume`;
  return isLater(lastSyncedAt(destination)) ? `the ReplicationDestination ${name} has restored again since` : undefined;
}
