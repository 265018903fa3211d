import { bad, type Problem } from './problem.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Set on a ReplicationSource for as long as `trigger --quiesce` keeps its app from writing. Its value is the journal: what
 * is to be started again, so that any later command can do it. It stands on the source itself, so that every command that
 * reads sources sees it without another call.
 */
export const openQuiesceAnnotation = 'volsyncctl/open-quiesce';

/** The command that starts an app again which an interrupted `trigger --quiesce` left stopped. */
export function unquiesceCommand({ metadata: { name, namespace = '' } }: KubeObject): string {
  return shellCommand`volsyncctl trigger ${name} -n ${namespace} --unquiesce`;
}

/** What it means for a source; undefined where there is none. */
export function openQuiesceProblem(source: KubeObject): Problem | undefined {
  if (source.metadata.annotations?.[openQuiesceAnnotation] === undefined) return undefined;
  const message = 'a trigger --quiesce is running or was interrupted: the app is stopped until it ends';
  return bad('app-stopped', message, unquiesceCommand(source));
}
