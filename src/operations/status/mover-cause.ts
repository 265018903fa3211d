import { isFailure } from '../../errors.ts';
import type { ContainerTermination, Job, KubeObject, Pod } from '../../kube/objects.ts';
import { resources } from '../../kube/resources.ts';
import { eventTime } from '../../volsync/event-time.ts';
import { failureOfEvent } from '../../volsync/mover-failure-event.ts';
import { failureOfMover } from '../../volsync/mover-failure-log.ts';
import { failureOfPendingPod } from '../../volsync/mover-failure-pod.ts';
import { passing, type MoverFailure } from '../../volsync/mover-failure.ts';
import { dateOf } from '../../volsync/sync-state.ts';
import { startedContainers } from '../logs/mover-pods.ts';
import type { StatusPorts } from './ports.ts';

export interface LookPorts extends StatusPorts {
  /** Whether one more log or list of events may be read. */
  readonly mayLook: () => boolean;
}

/** A pod may wait this long for its node and its volumes, and a Job for its pod, before that means something. */
const patienceMs = 30_000;
/** The script says last what went wrong. */
const tailLines = 100;

/** Why a pod failed, by its log; undefined where it is gone or too many were looked at. */
export async function causeOfFailedPod(pod: Pod | undefined, ports: LookPorts): Promise<MoverFailure | undefined> {
  if (pod === undefined) return undefined;
  return ports.causes?.get(pod.metadata.uid ?? '') ?? failureOfPendingPod(pod) ?? causeByLog(pod, ports);
}

async function causeByLog(pod: Pod, ports: LookPorts): Promise<MoverFailure | undefined> {
  const ended = failedContainer(pod);
  if (ended === undefined || !ports.mayLook()) return undefined;
  const { exitCode, reason: terminationReason } = ended.termination;
  try {
    const cause = failureOfMover({ exitCode, terminationReason, lines: await lastLines(pod, ended.container, ports) });
    ports.causes?.set(pod.metadata.uid ?? '', cause);
    return cause;
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    if (error.kind === 'not-found') return undefined;
    return passing('failing', `the mover fails, and its log cannot be read: ${error.message}`);
  }
}

/** What keeps a pod from running; undefined while it runs, or may soon. */
export async function causeOfWaitingPod(pod: Pod, ports: LookPorts): Promise<MoverFailure | undefined> {
  if (pod.status?.phase !== 'Pending' || startedContainers(pod).length > 0) return undefined;
  const failure = failureOfPendingPod(pod);
  // A node and a volume may take a moment; a container that cannot be started is told at once.
  if (failure?.reason === 'image-not-pullable' || failure?.reason === 'failing') return failure;
  if (isYoung(pod, ports)) return undefined;
  return failure ?? causeByEvents(pod, ports);
}

/** What keeps a Job from getting a pod: quotas and admission speak through events only. */
export async function causeOfIdleJob(job: Job | undefined, ports: LookPorts): Promise<MoverFailure | undefined> {
  const isIdle = job !== undefined && (job.status?.active ?? 0) === 0 && (job.status?.succeeded ?? 0) === 0;
  return isIdle ? causeByEvents(job, ports) : undefined;
}

function failedContainer({ status = {} }: Pod): { container: string; termination: ContainerTermination } | undefined {
  for (const { name, state } of [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])]) {
    const termination = state?.terminated;
    if (termination !== undefined && termination.exitCode !== 0) return { container: name, termination };
  }
  return undefined;
}

async function lastLines(
  { metadata }: Pod,
  container: string,
  { cluster, signal }: LookPorts,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const request = { namespace: metadata.namespace ?? '', name: metadata.name, container, tailLines };
  for await (const line of cluster.logs(request, signal)) lines.push(line);
  return lines;
}

async function causeByEvents({ metadata }: KubeObject, ports: LookPorts): Promise<MoverFailure | undefined> {
  if (!ports.mayLook()) return undefined;
  const scope = { namespace: metadata.namespace, fieldSelector: `regarding.name=${metadata.name},type=Warning` };
  try {
    const events = await ports.cluster.list(resources.events, scope, ports.signal);
    const oldestFirst = events.toSorted((a, b) => Date.parse(eventTime(a)) - Date.parse(eventTime(b)));
    return oldestFirst.flatMap((event) => failureOfEvent(event) ?? []).at(-1);
  } catch (error) {
    if (isFailure(error, 'forbidden')) return undefined;
    throw error;
  }
}

function isYoung({ metadata }: Pod, ports: LookPorts): boolean {
  const created = dateOf(metadata.creationTimestamp);
  return created !== undefined && ports.now().getTime() - created.getTime() < patienceMs;
}
