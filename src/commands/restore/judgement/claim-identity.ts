import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import type { RestoreJournal } from '../../../volsync/restore-journal.ts';

/**
 * Whether the PVC of a name is still the one that a restore began with. `unproven`: the journal does not have its UID, as
 * those of older versions, and the PVC may be younger than the restore.
 */
export type ClaimState = 'same' | 'being-deleted' | 'deleted' | 'replaced' | 'unproven';

/** A PVC as it is now. `uid`: its own; undefined where there is none. */
export interface ClaimNow {
  readonly state: ClaimState;
  readonly uid: string | undefined;
}

/** What of a restore tells which volume it is of. `openedAt`: the server's time at which its journal was created, RFC 3339. */
export interface RestoredClaim extends Pick<RestoreJournal, 'claimUid'> {
  readonly openedAt?: string | undefined;
}

/** Judges a PVC, found by the name in the journal; undefined where there is none. */
export function claimState(
  claim: PersistentVolumeClaim | undefined,
  { claimUid, openedAt }: RestoredClaim,
): ClaimState {
  if (claim === undefined) return 'deleted';
  const { uid, creationTimestamp, deletionTimestamp } = claim.metadata;
  if (claimUid !== undefined && claimUid !== uid) return 'replaced';
  if (claimUid === undefined && !isOlder(creationTimestamp, openedAt)) return 'unproven';
  return deletionTimestamp === undefined ? 'same' : 'being-deleted';
}

/** One that was there before the journal has been there all the time: a name is in use only once. */
function isOlder(createdAt: string | undefined, openedAt: string | undefined): boolean {
  if (createdAt === undefined || openedAt === undefined) return false;
  return new Date(createdAt).getTime() < new Date(openedAt).getTime();
}
