import type { ClaimFacts } from './claim-facts.ts';
import type { HorizontalPodAutoscaler } from '../kubernetes/workloads.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * The HorizontalPodAutoscalers of a workload. Kubernetes disables them while the workload has 0 replicas, unless their
 * own minimum is 0, as with KEDA: those scale it up again.
 */
export function autoscalersOf(
  kind: string,
  workload: string,
  { autoscalers, namespace }: Pick<ClaimFacts, 'autoscalers' | 'namespace'>,
): { readonly autoscalers: readonly HorizontalPodAutoscaler[]; readonly refusals: readonly string[] } {
  const own = autoscalers.filter(({ spec }) => {
    const { apiVersion = 'apps/v1', kind: targetKind, name } = spec?.scaleTargetRef ?? {};
    return apiVersion.startsWith('apps/') && targetKind === kind && name === workload;
  });
  return { autoscalers: own, refusals: own.flatMap((each) => refusal(each, `${kind} ${workload}`, namespace) ?? []) };
}

function refusal({ metadata, spec }: HorizontalPodAutoscaler, workload: string, namespace: string): string | undefined {
  const scaled = scaledObject(metadata);
  if (scaled !== undefined) {
    return (
      `ScaledObject ${scaled} of KEDA would start ${workload} again: pause it first: ` +
      shellCommand`kubectl annotate scaledobject ${scaled} -n ${namespace} autoscaling.keda.sh/paused=true`
    );
  }
  if (spec?.minReplicas !== 0) return undefined;
  return (
    `HorizontalPodAutoscaler ${metadata.name} has minReplicas 0, so it would start ${workload} again: give it a ` +
    shellCommand`minimum of 1 first: kubectl patch hpa ${metadata.name} -n ${namespace} -p '{"spec":{"minReplicas":1}}'`
  );
}

function scaledObject({ labels = {}, ownerReferences = [] }: HorizontalPodAutoscaler['metadata']): string | undefined {
  return ownerReferences.find(({ kind }) => kind === 'ScaledObject')?.name ?? labels['scaledobject.keda.sh/name'];
}
