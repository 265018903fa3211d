import { plainLine, rawText, type ForeignText } from '../foreign-text.ts';
import type { Container, ContainerStatus, ContainerTermination, Job, KubeObject, Pod } from '../kubernetes/objects.ts';

/** One container of a mover's pod that has started. */
export interface StartedContainer {
  readonly name: string;
  /** Distinguishes its runs if it is restarted in place. */
  readonly run: number;
  readonly startedAt: string;
  /** Undefined while it runs. */
  readonly terminated: ContainerTermination | undefined;
}

/** The UIDs of the Jobs of this source or destination, found by owner, not by name. */
export function jobUids(owner: KubeObject, jobs: readonly Job[]): readonly string[] {
  return jobs.filter((job) => isOwnedBy(job, [owner.metadata.uid ?? ''])).map(({ metadata }) => metadata.uid ?? '');
}

/** The pods of those Jobs, oldest first. */
export function podsOf(jobs: readonly string[], pods: readonly Pod[]): readonly Pod[] {
  return pods.filter((pod) => isOwnedBy(pod, jobs)).sort((a, b) => ageKey(a).localeCompare(ageKey(b)));
}

/** The names of a pod's containers in the order in which they run: init containers first. */
export function containerNames({ spec }: Pod): readonly string[] {
  const containers: readonly Container[] = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return containers.map(({ name }) => name);
}

/** The containers that have started, in the order of their start. */
export function startedContainers(pod: Pod): readonly StartedContainer[] {
  const order = containerNames(pod);
  return statuses(pod)
    .flatMap((status) => started(status) ?? [])
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt) || order.indexOf(a.name) - order.indexOf(b.name));
}

/** Why a pod or one of its containers does not start: the container's own reason, else why the pod is not scheduled. */
export function waitingReason(pod: Pod): { readonly reason: string; readonly message: string | undefined } | undefined {
  for (const { state } of statuses(pod)) {
    const { reason, message } = state?.waiting ?? {};
    if (reason !== undefined && !ordinaryWaits.includes(rawText(reason))) return said(reason, message);
  }
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False') return undefined;
  return said(scheduled.reason ?? 'Unschedulable', scheduled.message);
}

function said(reason: ForeignText, message: ForeignText | undefined): ReturnType<typeof waitingReason> {
  return { reason: plainLine(reason), message: message === undefined ? undefined : plainLine(message) };
}

const ordinaryWaits = ['PodInitializing', 'ContainerCreating'];

function isOwnedBy(object: KubeObject, uids: readonly string[]): boolean {
  return (
    object.metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uids.includes(uid)) === true
  );
}

/** Sorts by age, and within a second by name. */
function ageKey({ metadata }: Pod): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}

function statuses({ status }: Pod): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

function started({ name, state, restartCount }: ContainerStatus): StartedContainer | undefined {
  const startedAt = state?.running?.startedAt ?? state?.terminated?.startedAt;
  // A container that could never be created is "terminated" at Go's zero time: it has no log.
  if (startedAt === undefined || startedAt.startsWith('0001-')) return undefined;
  return { name, run: restartCount ?? 0, startedAt, terminated: state?.terminated };
}
