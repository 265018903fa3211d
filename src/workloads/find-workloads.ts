import { isFailure } from '../errors.ts';
import { resources } from '../volsync/resources.ts';
import { claimWorkloads, type ClaimWorkloads } from '../volsync/claim-workloads.ts';
import type { WorkloadPorts } from './ports.ts';

/** A volume, by its PVC. */
export interface ClaimLocation {
  readonly namespace: string;
  readonly claim: string;
}

/**
 * Everything that mounts a PVC, running or not, and whether it can be stopped. Owners are read after what they own:
 * otherwise an object created in between would appear to have none.
 */
export async function findWorkloads(
  { namespace, claim }: ClaimLocation,
  { cluster, signal }: Pick<WorkloadPorts, 'cluster' | 'signal'>,
): Promise<ClaimWorkloads> {
  const scope = { namespace };
  const pods = await cluster.list(resources.pods, scope, signal);
  const [replicaSets, jobs, destinations] = await Promise.all([
    cluster.list(resources.replicaSets, scope, signal),
    cluster.list(resources.jobs, scope, signal),
    cluster.list(resources.replicationDestinations, scope, signal),
  ]);
  const [deployments, statefulSets, cronJobs, autoscalers, scaledObjects, scaledJobs] = await Promise.all([
    cluster.list(resources.deployments, scope, signal),
    cluster.list(resources.statefulSets, scope, signal),
    cluster.list(resources.cronJobs, scope, signal),
    cluster.list(resources.horizontalPodAutoscalers, scope, signal),
    ofKeda(cluster.list(resources.scaledObjects, scope, signal)),
    ofKeda(cluster.list(resources.scaledJobs, scope, signal)),
  ]);
  const owners = { deployments, statefulSets, cronJobs, autoscalers, scaledObjects, scaledJobs };
  return claimWorkloads({ namespace, claim, pods, replicaSets, jobs, destinations, ...owners });
}

/** Empty if KEDA is not installed; undefined if they cannot be listed. */
async function ofKeda<T>(list: Promise<readonly T[]>): Promise<readonly T[] | undefined> {
  try {
    return await list;
  } catch (error) {
    if (isFailure(error, 'not-found')) return [];
    if (isFailure(error, 'forbidden', 'unknown')) return undefined;
    throw error;
  }
}
