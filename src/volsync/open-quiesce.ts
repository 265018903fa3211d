import { bad, type Problem } from './problem.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Set on a ReplicationSource while `trigger --quiesce` keeps its app from writing. The value is the journal: what to
 * start again, so that any later command can do it. It is on the source itself, so that every command that reads
 * sources sees it without another request.
 */
export const openQuiesceAnnotation = 'volsyncctl/open-quiesce';

/** The command that starts an app that an interrupted `trigger --quiesce` left stopped. */
export function unquiesceCommand({ metadata: { name, namespace = '' } }: KubeObject): string {
  return shellCommand`volsyncctl trigger ${name} -n ${namespace} --unquiesce`;
}

/** The effect on a source; undefined without a journal. */
export function openQuiesceProblem(source: KubeObject): Problem | undefined {
  if (source.metadata.annotations?.[openQuiesceAnnotation] === undefined) return undefined;
  const message = 'a trigger --quiesce is running or was interrupted: the app is stopped until it ends';
  return bad('app-stopped', message, unquiesceCommand(source));
}
