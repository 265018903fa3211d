import { isFailure } from '../errors.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { Pod } from '../kube/objects.ts';
import { resources } from '../kube/resources.ts';
import { blockers, blockingTerms } from '../volsync/anti-affinity.ts';
import type { MoverFailure } from '../volsync/mover-failure.ts';

/**
 * Names the pods whose presence keeps a mover from every node, where the scheduler speaks of anti-affinity; other
 * failures stay as they are.
 */
export async function withBlocker(
  failure: MoverFailure,
  pod: Pod,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'list'>; readonly signal: AbortSignal },
): Promise<MoverFailure> {
  if (failure.reason !== 'unschedulable' || !failure.message.includes('anti-affinity')) return failure;
  const { namespace } = pod.metadata;
  const isElsewhere = blockingTerms(pod).some(({ namespaces, namespaceSelector }) => namespaces ?? namespaceSelector);
  try {
    const pods = await cluster.list(resources.pods, isElsewhere ? {} : { namespace }, signal);
    return named(failure, blockers(pod, pods));
  } catch (error) {
    if (isFailure(error, 'forbidden')) return failure;
    throw error;
  }
}

function named(failure: MoverFailure, pods: readonly Pod[]): MoverFailure {
  if (pods.length === 0) return failure;
  const names = pods.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return { ...failure, message: `${shown}${more} blocks the mover by anti-affinity: ${failure.message}` };
}
