import { bad, warning, type Problem } from './problem.ts';
import type { Subject } from './subject.ts';
import { dateOf } from './sync-state.ts';
import { shellCommand } from '../shell-command.ts';

/** How long a deletion may take before it is stuck. */
const deletionMs = 60_000;

/** What owns it or a finalizer may keep it for long; when it is gone, so are its backups or restores to come. */
export function beingDeletedProblem({ kind, object, now }: Subject): Problem | undefined {
  const { name, namespace = '', deletionTimestamp, finalizers = [] } = object.metadata;
  const since = dateOf(deletionTimestamp);
  if (since === undefined) return undefined;
  const holders = finalizers.length === 0 ? '' : `; held by finalizers: ${finalizers.join(', ')}`;
  const level = now.getTime() - since.getTime() < deletionMs ? warning : bad;
  const hint = shellCommand`kubectl get ${kind} ${name} -n ${namespace} -o yaml`;
  return level('being-deleted', `it has been marked for deletion since ${since.toISOString()}${holders}`, hint);
}
