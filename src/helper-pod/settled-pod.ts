import { plainLine, rawText } from '../foreign-text.ts';
import type { ContainerStatus, KubeEvent, Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { failureOfEvent } from '../volsync/mover-failure-event.ts';
import { failureOfPendingPod, failureOfWaiting } from '../volsync/mover-failure-pod.ts';
import { passing, type Diagnosis } from '../volsync/diagnosis.ts';
import { withBlocker } from './blocking-pod.ts';
import type { LiveView } from '../kubernetes/live-view.ts';
import { optionalWatch } from '../kubernetes/optional-watch.ts';
import { ViewReader } from '../kubernetes/view-reader.ts';
import type { HelperPodPorts } from './ports.ts';

const who = 'the helper pod';

/** Time limits. */
export interface PodTimeouts {
  /** For the first container to start. While an image is being pulled only the other limit counts. */
  readonly startMs: number;
  /** For the last container to end. */
  readonly endMs: number;
}

/** What is waited for. */
export interface Awaited extends PodTimeouts {
  /** A running container is enough. */
  readonly isForRunning?: boolean;
  readonly onSeen?: (pod: Pod) => void;
}

/** A helper pod that needs no more waiting; `trouble` if it did not complete. */
export interface SettledPod {
  readonly pod: Pod;
  readonly trouble: Diagnosis | undefined;
}

/**
 * Waits until every container of a helper pod has ended or never will start, or until something keeps the pod itself from
 * starting. A container that has ended keeps its result whatever becomes of the others.
 */
export async function settledPod(
  made: Pod,
  { onSeen, ...timeouts }: Awaited,
  ports: HelperPodPorts,
): Promise<SettledPod> {
  const begunAt = ports.now().getTime();
  await using views = podViews(made, ports);
  for (;;) {
    const seen = seenIn(await views.next(leftMs(begunAt, views.latest, timeouts, ports)), made);
    if (!seen.isGone) onSeen?.(seen.pod);
    const waitedMs = ports.now().getTime() - begunAt;
    const settled = judged(seen, timeouts, waitedMs);
    if (settled === undefined) continue;
    if (settled.trouble === undefined || waitedMs < timeouts.startMs) return await withNamedBlocker(settled, ports);
    const present = await presentPod(seen, ports);
    if (!present.isGone) onSeen?.(present.pod);
    const confirmed = judged(present, timeouts, waitedMs);
    if (confirmed !== undefined) return await withNamedBlocker(confirmed, ports);
  }
}

/**
 * The pod as it is now. A watch that is being reopened, as with an overloaded API server, still shows a pod as running
 * that has ended: its repository has answered.
 */
async function presentPod(seen: Seen, { cluster, signal }: HelperPodPorts): Promise<Seen> {
  const { uid, namespace, name } = seen.pod.metadata;
  const scope = { namespace, fieldSelector: `metadata.name=${name}` };
  const pods = await cluster.list(resources.pods, scope, signal);
  const pod = pods.find(({ metadata }) => metadata.uid === uid);
  return { ...seen, pod: pod ?? seen.pod, isGone: pod === undefined };
}

async function withNamedBlocker(settled: SettledPod, ports: HelperPodPorts): Promise<SettledPod> {
  const { pod, trouble } = settled;
  return trouble === undefined ? settled : { pod, trouble: await withBlocker(trouble, pod, ports, who) };
}

/** Whether a container has nothing more to do: it has ended, or what it needs is not there. */
function isSettled(status: ContainerStatus): boolean {
  const { terminated, waiting } = status.state ?? {};
  if (terminated !== undefined) return true;
  // A missing Secret stops only this container, and the kubelet retries forever.
  return waiting?.reason === 'CreateContainerConfigError' || failureOfWaiting(status)?.canHeal === false;
}

interface Seen {
  readonly pod: Pod;
  readonly isGone: boolean;
  readonly events: readonly KubeEvent[];
}

function podViews(pod: Pod, ports: HelperPodPorts): ViewReader {
  const { namespace, name } = pod.metadata;
  const events = { namespace, fieldSelector: `regarding.name=${name}` };
  const interests = [
    { resource: resources.pods, scope: { namespace, fieldSelector: `metadata.name=${name}` } },
    { resource: resources.events, scope: events },
  ];
  const { cluster, signal } = ports;
  const watch: HelperPodPorts['cluster']['watch'] = (resource, scope, until) =>
    resource.plural === resources.events.plural
      ? optionalWatch({ cluster, resource, scope }, until, () => undefined)
      : cluster.watch(resource, scope, until);
  return new ViewReader(interests, { cluster: { watch }, signal, sleep: ports.sleep });
}

function seenIn(view: LiveView, made: Pod): Seen {
  const pod = view.list(resources.pods).find(({ metadata }) => metadata.uid === made.metadata.uid);
  const events = view
    .list(resources.events)
    .filter(({ regarding }) => regarding?.uid === made.metadata.uid)
    .toSorted((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion));
  return { pod: pod ?? made, isGone: pod === undefined, events };
}

function judged({ pod, isGone, events }: Seen, timeouts: Awaited, waitedMs: number): SettledPod | undefined {
  if (isGone) return { pod, trouble: passing('killed', 'the helper pod was deleted before it had done its work') };
  if (isDone(pod)) return { pod, trouble: endOf(pod) };
  if (timeouts.isForRunning === true && isRunning(pod)) return { pod, trouble: undefined };
  const isOver = waitedMs >= timeouts.endMs;
  const isEarly = !isOver && waitedMs < timeouts.startMs;
  const trouble = hasStarted(pod) ? undefined : startTrouble(pod, events, isEarly);
  if (trouble !== undefined && trouble !== 'late') return { pod, trouble };
  if (isOver) return { pod, trouble: tooLate(pod, timeouts.endMs) };
  return trouble && { pod, trouble: notStarted(pod, timeouts.startMs) };
}

/** Why a pod does not start; undefined while it still may, `late` if the reason is unknown. */
function startTrouble(pod: Pod, events: readonly KubeEvent[], isEarly: boolean): Diagnosis | 'late' | undefined {
  const trouble = failureOfPendingPod(pod, who) ?? events.flatMap((event) => failureOfEvent(event, who) ?? []).at(-1);
  // The image of a working mover is already on the node: one that cannot be pulled is most likely wrong.
  if (trouble?.canHeal === false || trouble?.reason === 'image-not-pullable') return trouble;
  return isEarly || isPulling(events) ? undefined : ((trouble && inShort(trouble, pod)) ?? 'late');
}

/** For a failed mount, only the output of `mount` explains it; the rest is the kubelet's command. */
function inShort(trouble: Diagnosis, pod: Pod): Diagnosis {
  const place = placeOf(pod);
  if (trouble.reason !== 'mount-failing' || place === '') return trouble;
  const words = trouble.details.filter((line) => line.startsWith('Output: ')).map((line) => line.slice(8));
  return passing('repository-unreachable', `the repository cannot be mounted${place}`, words);
}

function leftMs(
  begunAt: number,
  view: LiveView | undefined,
  { startMs, endMs }: PodTimeouts,
  ports: HelperPodPorts,
): number {
  const waitedMs = ports.now().getTime() - begunAt;
  const isStarting = waitedMs < startMs && view?.list(resources.pods).every((pod) => !hasStarted(pod)) === true;
  return Math.max(0, (isStarting ? startMs : endMs) - waitedMs);
}

function isDone({ status }: Pod): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return true;
  const statuses = status?.containerStatuses ?? [];
  return statuses.length > 0 && statuses.every(isSettled);
}

function isRunning({ status }: Pod): boolean {
  const statuses = status?.containerStatuses ?? [];
  return statuses.length > 0 && statuses.every(({ state }) => state?.running !== undefined);
}

function hasStarted({ status }: Pod): boolean {
  return (status?.containerStatuses ?? []).some(({ state }) => state?.running !== undefined || state?.terminated);
}

/** The reason if Kubernetes ended the pod as a whole; a failed container has its own. */
function endOf({ status }: Pod): Diagnosis | undefined {
  if (status?.reason === undefined) return undefined;
  const message = [status.reason, ...(status.message === undefined ? [] : [status.message])].map(plainLine).join(': ');
  return passing('killed', `the helper pod was ended by Kubernetes: ${message}`);
}

function tooLate(pod: Pod, ms: number): Diagnosis {
  if (!hasStarted(pod)) return notStarted(pod, ms);
  return passing('repository-unreachable', `no answer from the repository in ${ms / 1000}s${placeOf(pod)}`);
}

/** A hanging mount leaves no trace, neither in the pod's status nor in an event. */
function notStarted(pod: Pod, ms: number): Diagnosis {
  const place = placeOf(pod);
  if (pod.status?.conditions?.some(({ type, status }) => type === 'PodScheduled' && status === 'True') && place !== '')
    return passing('repository-unreachable', `the repository did not answer in ${ms / 1000}s${place}`);
  return passing('unschedulable', `the helper pod did not start in ${ms / 1000}s`);
}

function placeOf({ spec }: Pod): string {
  const nfs = spec?.volumes?.find((volume) => volume.nfs !== undefined)?.nfs;
  return nfs === undefined ? '' : `: NFS ${plainLine(nfs.server)}:${plainLine(nfs.path)}`;
}

/** The newest event counts: an image that was pulled is no longer being pulled. */
function isPulling(events: readonly KubeEvent[]): boolean {
  return events.findLast(({ reason = '' }) => /^Pull|^Failed$|^BackOff$/.test(rawText(reason)))?.reason === 'Pulling';
}
