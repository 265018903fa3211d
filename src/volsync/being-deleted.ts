import { bad, warning, type Problem } from './problem.ts';
import type { Subject } from './judged-object.ts';
import { dateOf } from './sync-state.ts';
import { shellCommand } from '../shell-command.ts';

/** A deletion that takes longer than this is stuck. */
const deletionMs = 60_000;

/** Its owner or a finalizer may delay the deletion for long; once it is gone, it makes no more backups or restores. */
export function beingDeletedProblem({ kind, object, now }: Subject): Problem | undefined {
  const { name, namespace = '', deletionTimestamp, finalizers = [] } = object.metadata;
  const since = dateOf(deletionTimestamp);
  if (since === undefined) return undefined;
  const holders = finalizers.length === 0 ? '' : `; held by finalizers: ${finalizers.join(', ')}`;
  const level = now.getTime() - since.getTime() < deletionMs ? warning : bad;
  const hint = shellCommand`kubectl get ${kind} ${name} -n ${namespace} -o yaml`;
  return level('being-deleted', `it has been marked for deletion since ${since.toISOString()}${holders}`, hint);
}
