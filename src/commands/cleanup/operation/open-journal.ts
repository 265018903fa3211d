import type { KubeObject } from '../../../kubernetes/objects.ts';
import type { Decision, LeftoverKind } from './leftover.ts';
import { finishedAnnotation, instanceLabel } from './creator-state.ts';
import type { CleanupFacts } from './read-facts.ts';

/**
 * The decision for a journal of work that has not come to its end, and for what that work has made besides pods: it is
 * the way back, and may hold the only copy of what was there before.
 */
export function openJournalOf(object: KubeObject, kind: LeftoverKind, facts: CleanupFacts): Decision | undefined {
  if (kind === 'Pod') return undefined;
  if (kind === 'ConfigMap') {
    return isOpen(object)
      ? { action: 'leave', reason: 'open-journal', message: 'its work is not finished' }
      : undefined;
  }
  const { namespace, labels = {} } = object.metadata;
  const instance = labels[instanceLabel];
  const journal = facts.journals.find(
    (each) =>
      instance !== undefined &&
      each.metadata.namespace === namespace &&
      each.metadata.labels?.[instanceLabel] === instance &&
      isOpen(each),
  );
  if (journal === undefined) return undefined;
  return {
    action: 'leave',
    reason: 'open-journal',
    message: `belongs to work that is not finished: configmap/${journal.metadata.name}`,
  };
}

function isOpen({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[finishedAnnotation] === undefined;
}
