import { isFailure } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { blockers, blockingTerms } from '../volsync/anti-affinity.ts';
import { claimHolders } from '../volsync/claim-users.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Names the pods that keep `pod` (`who` in messages) off every node, if the scheduler reports anti-affinity or a volume
 * for a single pod; returns other failures unchanged.
 */
export async function withBlocker(
  failure: Diagnosis,
  pod: Pod,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'list'>; readonly signal: AbortSignal },
  who = 'the mover',
): Promise<Diagnosis> {
  if (failure.reason !== 'unschedulable') return failure;
  const isByClaim = failure.message.includes('ReadWriteOncePod');
  if (!isByClaim && !failure.message.includes('anti-affinity')) return failure;
  const { namespace } = pod.metadata;
  const isElsewhere =
    !isByClaim && blockingTerms(pod).some(({ namespaces, namespaceSelector }) => namespaces ?? namespaceSelector);
  try {
    const pods = await cluster.list(resources.pods, isElsewhere ? {} : { namespace }, signal);
    const how = `blocks ${who} ${isByClaim ? 'because it has a ReadWriteOncePod volume' : 'by anti-affinity'}`;
    return named(failure, isByClaim ? claimHolders(pod, pods) : blockers(pod, pods), how);
  } catch (error) {
    if (isFailure(error, 'forbidden')) return failure;
    throw error;
  }
}

function named(failure: Diagnosis, pods: readonly Pod[], how: string): Diagnosis {
  if (pods.length === 0) return failure;
  const names = pods.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const [{ metadata } = { metadata: { name: '' } }] = pods;
  const hint = shellCommand`kubectl describe pod ${metadata.name} -n ${metadata.namespace ?? ''}`;
  return { ...failure, message: `${shown}${more} ${how}: ${failure.message}`, hint };
}
