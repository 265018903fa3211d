import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import type { RestoreJournal } from '../../../volsync/restore-journal.ts';

/**
 * Whether the PVC of a name is still the one that a restore began with. `unproven`: the journal lacks its UID, as in
 * older versions, and the PVC may be newer than the restore.
 */
export type ClaimState = 'same' | 'being-deleted' | 'deleted' | 'replaced' | 'unproven';

/** The present PVC. `uid`: its own; undefined if it does not exist. */
export interface ClaimNow {
  readonly state: ClaimState;
  readonly uid: string | undefined;
}

/**
 * The part of a restore that identifies its volume. `openedAt`: the server's time at which its journal was created, RFC
 * 3339.
 */
export interface RestoredClaim extends Pick<RestoreJournal, 'claimUid'> {
  readonly openedAt?: string | undefined;
}

/** Judges a PVC, found by the name in the journal; undefined if it does not exist. */
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

/** A PVC that is older than the journal has been there all the time: a name is only in use once. */
function isOlder(createdAt: string | undefined, openedAt: string | undefined): boolean {
  if (createdAt === undefined || openedAt === undefined) return false;
  return new Date(createdAt).getTime() < new Date(openedAt).getTime();
}
