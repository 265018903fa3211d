import { plainLine } from '../foreign-text.ts';
import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { failureOfMover } from '../volsync/mover-failure-log.ts';
import { reconcileError, type Replication } from '../volsync/sync-state.ts';
import type { LogNote } from './log-event.ts';
import { containerNames, type StartedContainer } from './mover-pods.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * How many of a container's last lines are searched for the cause of its failure: the mover's script prints it last.
 */
export const tellingLines = 100;

/** The note on a container that failed, after its last lines; undefined if it runs or succeeded. */
export function failureNote(
  pod: string,
  { name, terminated }: StartedContainer,
  lines: readonly string[],
): LogNote | undefined {
  if (terminated === undefined || terminated.exitCode === 0) return undefined;
  const { exitCode, finishedAt } = terminated;
  const reason = terminated.reason === 'Error' ? undefined : terminated.reason && plainLine(terminated.reason);
  const failure = failureOfMover({ exitCode, terminationReason: terminated.reason, lines });
  const cause = failure.reason === 'failing' ? undefined : failure.message;
  return { type: 'container-failed', pod, container: name, exitCode, reason, finishedAt, cause };
}

/** The note on a sync that has no pod (yet), with the reason if it is known. */
export function noPodNote(object: Replication): LogNote {
  return {
    type: 'no-pod',
    subject: subjectOf(object),
    since: object.status?.lastSyncStartTime,
    isPaused: object.spec?.paused === true,
    error: reconcileError(object),
  };
}

/** Such as `home/web`. */
export function subjectOf({ metadata }: Replication): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The containers of a pod to show; throws if the requested one does not exist. */
export function wantedContainers(pod: Pod, wanted: string | undefined): readonly string[] {
  const names = containerNames(pod);
  if (wanted === undefined) return names;
  if (names.includes(wanted)) return [wanted];
  throw new Failure('not-found', `The mover ${pod.metadata.name} has no container ${wanted}.`, {
    details: [`There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}`],
  });
}

/** Refuses objects for which VolSync runs no mover. */
export function refuseWithoutMover({ namespace, name }: ObjectKey, object: Replication): void {
  const { spec } = object;
  if (spec?.external !== undefined) {
    throw new Failure('refused', `${namespace}/${name} is external: VolSync runs no mover for it.`);
  }
  if (spec !== undefined && 'syncthing' in spec) {
    throw new Failure('refused', `${namespace}/${name} is synced by syncthing, a Deployment that never ends.`, {
      hint: shellCommand`kubectl logs -n ${namespace} deployment/volsync-${name}`,
    });
  }
}
