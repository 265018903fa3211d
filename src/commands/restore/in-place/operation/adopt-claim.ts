import { Failure } from '../../../../errors.ts';
import { stepNames, type RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { KeptJournal } from './journal-store.ts';
import { claimFound, otherClaim, type ClaimFound, type ClaimPorts } from './restored-claim.ts';
import { refuseOtherTarget } from './restored-source.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** How to continue an unfinished restore. */
export interface AdoptClaimRequest {
  readonly leavesData: boolean;
  /** The UID of a PVC that may be written to although the restore did not begin with it. */
  readonly claimUid: string | undefined;
}

/** The present PVC of an unfinished restore. */
export function claimOfRestore({ now, openedAt }: KeptJournal, ports: ClaimPorts): Promise<ClaimFound> {
  return claimFound({ ...now, openedAt }, ports);
}

/**
 * Throws, before anything is changed, if the restore would write to something other than it began with: a missing or
 * different PVC, or a ReplicationSource of another PVC. Returns the changes for the journal. Nothing is written if the
 * data is left.
 */
export async function adoptClaim(
  kept: KeptJournal,
  { leavesData, claimUid }: AdoptClaimRequest,
  ports: ClaimPorts,
): Promise<Partial<RestoreJournal>> {
  if (leavesData) return {};
  const { now } = kept;
  await refuseOtherTarget(now, ports);
  const { state, claim } = await claimOfRestore(kept, ports);
  const uid = claim?.metadata.uid;
  const other = otherClaim('refused', state, uid, { ...now, openedAt: kept.openedAt });
  if (state === 'deleted' || state === 'being-deleted' || uid === undefined) throw other;
  if (claimUid !== undefined && claimUid !== uid) {
    const message = `PVC ${now.namespace}/${now.claim} has the UID ${uid}, not ${claimUid}: nothing was changed.`;
    throw new Failure('refused', message, {
      hint: shellCommand`volsyncctl restore status ${now.app} -n ${now.namespace}`,
    });
  }
  if (state === 'same') return now.claimUid === undefined ? { claimUid: uid } : {};
  if (claimUid === undefined) throw other;
  return intoAnother(now, uid);
}

/** Nothing that was done with the former PVC counts for this one; only its safety copy is left. */
function intoAnother(journal: RestoreJournal, claimUid: string): Partial<RestoreJournal> {
  const { namespace, app, claim, direction, steps } = journal;
  const isKept = direction === 'aborting' ? steps.keep === 'begun' : steps.keep === 'done';
  if (!isKept) {
    const message = `The previous data of PVC ${namespace}/${claim} was not kept before the PVC was replaced: the restore cannot continue.`;
    throw new Failure('refused', message, {
      hint: shellCommand`restore everything else, then start over: volsyncctl restore abort ${app} -n ${namespace} --leave-data`,
    });
  }
  const begun = stepNames.filter((name) => name !== 'check' || steps.check !== undefined);
  return {
    claimUid,
    direction: direction === 'giving-back' ? 'forward' : direction,
    steps: {
      ...Object.fromEntries(begun.map((name) => [name, 'begun'])),
      keep: direction === 'aborting' ? 'begun' : 'done',
    },
  };
}
