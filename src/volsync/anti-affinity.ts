import type { Pod } from '../kubernetes/objects.ts';
import { selects, type LabelSelector } from './label-selector.ts';

/** The fields used here of one `requiredDuringSchedulingIgnoredDuringExecution` term of a pod's anti-affinity. */
export interface AntiAffinityTerm {
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  /** Selects namespaces by their labels, which are not read here; `{}` selects all of them. */
  readonly namespaceSelector?: LabelSelector;
}

/** The terms that keep a pod off the nodes of other pods. */
export function blockingTerms({ spec }: Pick<Pod, 'spec'>): readonly AntiAffinityTerm[] {
  const { podAntiAffinity } = (spec?.affinity ?? {}) as {
    readonly podAntiAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly AntiAffinityTerm[];
    };
  };
  return podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** The label keys that a term selects by. */
export function selectedKeys({ labelSelector = {} }: AntiAffinityTerm): readonly string[] {
  const { matchLabels = {}, matchExpressions = [] } = labelSelector;
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
}

/** The pods that occupy a node which `pod` cannot share with them, by its own terms or by theirs. */
export function blockers(pod: Pod, pods: readonly Pod[]): readonly Pod[] {
  return pods.filter(
    (other) =>
      other.metadata.uid !== pod.metadata.uid &&
      other.spec?.nodeName !== undefined &&
      other.status?.phase !== 'Succeeded' &&
      other.status?.phase !== 'Failed' &&
      (excludes(pod, other) || excludes(other, pod)),
  );
}

function excludes(pod: Pod, other: Pod): boolean {
  return blockingTerms(pod).some(
    (term) =>
      isInScope(term, pod, other) &&
      term.labelSelector !== undefined &&
      selects(term.labelSelector, other.metadata.labels ?? {}),
  );
}

function isInScope({ namespaces = [], namespaceSelector }: AntiAffinityTerm, pod: Pod, other: Pod): boolean {
  const { namespace = '' } = other.metadata;
  if (namespaceSelector !== undefined || namespaces.includes(namespace)) return true;
  return namespaces.length === 0 && namespace === pod.metadata.namespace;
}
