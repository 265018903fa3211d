import { resources } from '../../../../volsync/resources.ts';
import type { Kinded } from '../../../../volsync/claim-workloads.ts';
import { parking, type Parking } from '../../../../volsync/parking.ts';
import type { ClaimLocation } from '../../../../workloads/find-workloads.ts';
import type { WorkloadPorts } from '../../../../workloads/ports.ts';

export interface SourcesOfClaim extends Parking {
  /** The ReplicationSources of the PVC themselves, to check who owns them. */
  readonly objects: readonly Kinded[];
}

/** All sources that back up a PVC, and how each one is parked. */
export async function findSourcesOfClaim(
  { namespace, claim }: ClaimLocation,
  ports: Pick<WorkloadPorts, 'cluster' | 'signal' | 'now'>,
): Promise<SourcesOfClaim> {
  const all = await ports.cluster.list(resources.replicationSources, { namespace }, ports.signal);
  const sources = all.filter(({ spec }) => spec?.sourcePVC === claim);
  const objects = sources.map((object) => ({ kind: 'ReplicationSource', object }));
  return { ...parking(sources, ports.now()), objects };
}
