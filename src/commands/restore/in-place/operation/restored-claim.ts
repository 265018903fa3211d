import { Failure, type FailureKind } from '../../../../errors.ts';
import type { ClusterContext } from '../../../../kubernetes/context.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import { claimState, type ClaimState, type RestoredClaim } from '../../judgement/claim-identity.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import { shellCommand, shellWords } from '../../../../shell-command.ts';

/** The PVC of a restore is gone or was replaced: earlier proofs do not apply to it. */
export class OtherClaim extends Failure {}

export type ClaimPorts = ClusterContext<'find'>;

/** The present PVC, and whether it is still the one that the restore began with. */
export interface ClaimFound {
  readonly state: ClaimState;
  readonly claim: PersistentVolumeClaim | undefined;
}

type OfJournal = Pick<RestoreJournal, 'namespace' | 'app' | 'claim' | 'safety' | 'direction'> & RestoredClaim;

/** Reads the PVC that a journal names. */
export async function claimFound(
  journal: Pick<RestoreJournal, 'namespace' | 'claim'> & RestoredClaim,
  { cluster, signal }: ClaimPorts,
): Promise<ClaimFound> {
  const key = { namespace: journal.namespace, name: journal.claim };
  const claim = await cluster.find(resources.persistentVolumeClaims, key, signal);
  return { state: claimState(claim, journal), claim };
}

/** The PVC that a journal names; throws a Failure if it is not the one that the restore began with. */
export async function sameClaim(journal: OfJournal, ports: ClaimPorts): Promise<PersistentVolumeClaim> {
  const { claim, state } = await claimFound(journal, ports);
  if (claim === undefined || state !== 'same') throw otherClaim('failed', state, claim?.metadata.uid, journal);
  return claim;
}

/** What happened to the PVC of a restore, and the ways out. */
export function otherClaim(
  kind: FailureKind,
  state: ClaimState,
  uid: string | undefined,
  journal: OfJournal,
): OtherClaim {
  const { namespace, app, claim, safety, direction } = journal;
  const place = shellWords`${app} -n ${namespace}`;
  const isThere = uid !== undefined && state !== 'being-deleted';
  const into = shellWords`${place} --pvc-uid ${uid ?? ''}`;
  const onward = [
    ...(direction === 'aborting'
      ? []
      : [shellCommand`restore the snapshot into it: volsyncctl restore resume ${into}`]),
    ...(safety.kind === 'none'
      ? []
      : [shellCommand`restore the previous data into it: volsyncctl restore abort ${into}`]),
  ];
  return new OtherClaim(kind, `PVC ${namespace}/${claim} ${words[state]}.`, {
    details: [
      ...(isThere ? [`Its UID is ${uid}. Both commands overwrite its current files.`] : []),
      ...(safety.kind === 'snapshot' ? [`The previous data is in VolumeSnapshot ${safety.volumeSnapshot}.`] : []),
    ],
    hint: [
      ...(isThere ? onward : []),
      shellCommand`leave the data, restore everything else: volsyncctl restore abort ${place} --leave-data`,
    ],
  });
}

const words: Readonly<Record<ClaimState, string>> = {
  same: 'is the one that the restore began with',
  deleted: 'was deleted after the restore began: nothing is proven',
  'being-deleted': 'is being deleted: nothing is proven',
  replaced: 'was deleted and created again after the restore began: it is another volume, and nothing is proven of it',
  unproven: 'may not be the volume that the restore began with: its UID is not in the journal',
};
