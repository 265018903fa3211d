import type { HorizontalPodAutoscaler, ScaledObject } from '../kubernetes/workloads.ts';
import { shellCommand } from '../shell-command.ts';
import type { ClaimFacts } from './claim-facts.ts';

/** What scales a workload by itself. */
export interface Autoscalers {
  readonly autoscalers: readonly HorizontalPodAutoscaler[];
  /** Of KEDA: they are paused while the workload is stopped. */
  readonly scaledObjects: readonly ScaledObject[];
  readonly refusals: readonly string[];
  /** KEDA scales it, and its ScaledObjects may not be listed. */
  readonly isHidden: boolean;
}

/**
 * Finds what scales a workload. Kubernetes disables a HorizontalPodAutoscaler while its workload has 0 replicas, unless its own
 * minimum is 0; KEDA scales up from 0 unless its ScaledObject is paused.
 */
export function autoscalersOf(
  kind: string,
  workload: string,
  { autoscalers, scaledObjects, namespace }: Pick<ClaimFacts, 'autoscalers' | 'scaledObjects' | 'namespace'>,
): Autoscalers {
  const isTarget = ({ spec }: HorizontalPodAutoscaler | ScaledObject) => {
    const { apiVersion = 'apps/v1', kind: targetKind = 'Deployment', name } = spec?.scaleTargetRef ?? {};
    return apiVersion.startsWith('apps/') && targetKind === kind && name === workload;
  };
  const own = autoscalers.filter(isTarget);
  return {
    autoscalers: own,
    scaledObjects: scaledObjects?.filter(isTarget) ?? [],
    refusals: own.flatMap((each) => refusal(each, `${kind} ${workload}`, namespace) ?? []),
    isHidden: scaledObjects === undefined && own.some(isOfKeda),
  };
}

function refusal({ metadata, spec }: HorizontalPodAutoscaler, workload: string, namespace: string): string | undefined {
  if (spec?.minReplicas !== 0) return undefined;
  return (
    `HorizontalPodAutoscaler ${metadata.name} has minReplicas 0, so it would start ${workload} again: give it a ` +
    shellCommand`minimum of 1 first: kubectl patch hpa ${metadata.name} -n ${namespace} -p '{"spec":{"minReplicas":1}}'`
  );
}

function isOfKeda({ metadata: { labels = {}, ownerReferences = [] } }: HorizontalPodAutoscaler): boolean {
  return ownerReferences.some(({ kind }) => kind === 'ScaledObject') || 'scaledobject.keda.sh/name' in labels;
}
