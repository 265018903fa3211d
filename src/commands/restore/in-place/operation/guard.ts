import { Failure } from '../../../../errors.ts';
import type { Pod } from '../../../../kubernetes/objects.ts';
import { resources } from '../../../../volsync/resources.ts';
import { strangersWithClaim } from '../../../../volsync/claim-users.ts';
import { fieldManager } from '../../../../volsync/field-manager.ts';
import { unrestAgain } from '../../../../volsync/parking.ts';
import { claimState } from '../../judgement/claim-identity.ts';
import type { ParkedSource, RestoreJournal } from '../../../../volsync/restore-journal.ts';
import { liveView } from '../../../../kubernetes/live-view.ts';
import type { ClaimLocation } from '../../../../workloads/find-workloads.ts';
import { restlessSources, type RestlessSource } from './park.ts';
import type { WorkloadPorts } from '../../../../workloads/ports.ts';
import { whileWatched } from '../../../../kubernetes/while-watched.ts';
import { otherClaim } from './restored-claim.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** A volume that is restored, and its sources, which are parked. */
export interface GuardedClaim extends ClaimLocation {
  readonly sources: readonly ParkedSource[];
}

/**
 * Does work that requires exclusive use of the volume. A pod that mounts it in the meantime, unless it is volsyncctl's
 * or VolSync's, aborts the work and becomes the Failure; so does a source that would back up the volume as it is now,
 * and losing the watch on either.
 */
export async function whileStopped<T>(
  place: GuardedClaim,
  ports: GuardPorts,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return whileWatched((signal, onSeen) => watch(place, ports, signal, onSeen), ports, work);
}

/**
 * Does work that counts only for the PVC that the restore began with. Its deletion or replacement aborts the work and
 * becomes the Failure.
 */
export async function whileSameClaim<T>(
  journal: RestoreJournal,
  ports: GuardPorts,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return whileWatched((signal, onSeen) => watchClaim(journal, ports, signal, onSeen), ports, work);
}

type GuardPorts = Pick<WorkloadPorts, 'cluster' | 'signal' | 'now'>;

async function watch(place: GuardedClaim, ports: GuardPorts, signal: AbortSignal, onSeen: () => void): Promise<void> {
  const scope = { namespace: place.namespace };
  const interests = [
    { resource: resources.pods, scope },
    { resource: resources.replicationSources, scope },
  ];
  for await (const view of liveView(ports.cluster, interests, signal)) {
    const [stranger] = strangersWithClaim(view.list(resources.pods), place.claim);
    if (stranger !== undefined) throw mounted(stranger, place);
    const sources = view.list(resources.replicationSources);
    const [restless] = restlessSources(sources, place, (source, isParked) =>
      unrestAgain(source, isParked, ports.now()),
    );
    if (restless !== undefined) throw unparked(restless, place);
    onSeen();
  }
}

async function watchClaim(
  journal: RestoreJournal,
  { cluster }: GuardPorts,
  signal: AbortSignal,
  onSeen: () => void,
): Promise<void> {
  const { namespace, claim: name } = journal;
  const scope = { namespace, fieldSelector: `metadata.name=${name}` };
  for await (const view of liveView(cluster, [{ resource: resources.persistentVolumeClaims, scope }], signal)) {
    const [claim] = view.list(resources.persistentVolumeClaims);
    const state = claimState(claim, journal);
    if (state !== 'same') throw otherClaim('failed', state, claim?.metadata.uid, journal);
    onSeen();
  }
}

function mounted({ metadata }: Pod, { namespace, claim }: ClaimLocation): Failure {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const of = owner === undefined ? '' : ` of ${owner.kind} ${owner.name}`;
  const message = `Pod ${metadata.name}${of} has mounted PVC ${namespace}/${claim} while it was being restored.`;
  return new Failure('refused', message, {
    details: ['What it read or wrote in the meantime is invalid: the volume must be restored again.'],
    hint: shellCommand`find out what starts it, and stop that: kubectl get pod ${metadata.name} -n ${namespace} -o yaml`,
  });
}

function unparked({ source, why }: RestlessSource, { namespace, claim }: ClaimLocation): Failure {
  const { name } = source.metadata;
  // Our own schedule causes no sync: so somebody has set a tag, at least for a moment.
  const manager = fieldManager(source, 'spec', 'trigger', source.spec?.trigger?.manual ? 'manual' : 'schedule');
  const by = manager === undefined || manager === 'volsyncctl' ? '' : `, as ${manager} has put it`;
  const message = `ReplicationSource ${name} did not stay parked while PVC ${namespace}/${claim} is being restored: ${why}${by}.`;
  return new Failure('refused', message, {
    details: ['A backup from that time may hold a half-restored volume.'],
    hint: shellCommand`find out what restores it, and stop that: kubectl get replicationsource ${name} -n ${namespace} -o yaml --show-managed-fields`,
  });
}
