import { plainLine } from '../foreign-text.ts';
import { Failure } from '../errors.ts';
import type { Deployment, Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { failureOfPendingPod } from '../volsync/mover-failure-pod.ts';
import { podLabels } from '../volsync/pod-labels.ts';
import type { StoppedWorkload } from '../volsync/restore-journal.ts';
import type { LiveView } from '../kubernetes/live-view.ts';
import { ViewReader } from '../kubernetes/view-reader.ts';
import type { WorkloadPorts } from './ports.ts';
import type { ScaleUpRequest } from './scale-up.ts';
import { replicasOf, workloadKinds } from './workload-kinds.ts';
import { shellCommand } from '../shell-command.ts';

export interface ReadyRequest extends ScaleUpRequest {
  readonly timeoutMs: number;
}

/**
 * Returns when every workload has as many ready pods as it had replicas, or as it requests now if that is fewer.
 * Changes nothing. A pod that can never start, or a timeout, is a Failure with the pod's own message.
 */
export async function waitReady(request: ReadyRequest, ports: WorkloadPorts): Promise<void> {
  const workloads = request.workloads.filter(({ replicas }) => replicas > 0);
  if (workloads.length === 0) return;
  await using views = new ViewReader(interests(request), ports);
  const endsAt = ports.now().getTime() + request.timeoutMs;
  for (;;) {
    const view = await views.next(Math.max(0, endsAt - ports.now().getTime()));
    const waiting = workloads.flatMap((workload) => unready(workload, view) ?? []);
    if (waiting.length === 0) return;
    if (waiting.some(({ pods }) => pods.some(isHopeless))) {
      throw notReady('failed', 'does not start', waiting, request);
    }
    if (ports.now().getTime() >= endsAt) {
      throw notReady('timeout', `is not ready after ${request.timeoutMs / 1000}s`, waiting, request);
    }
  }
}

interface Unready {
  readonly live: Deployment;
  readonly workload: StoppedWorkload;
  /** The pods that are not ready. */
  readonly pods: readonly Pod[];
}

function interests({ namespace, workloads }: ReadyRequest) {
  const kinds = [...new Set(workloads.map(({ kind }) => kind))];
  // The pods of a Deployment belong to its ReplicaSets.
  const all = [resources.pods, resources.replicaSets, ...kinds.map((kind) => workloadKinds[kind])];
  return [...new Set(all)].map((resource) => ({ resource, scope: { namespace } }));
}

/** Undefined if it is ready, does not exist or was left at 0. */
function unready(workload: StoppedWorkload, view: LiveView): Unready | undefined {
  const live = view.list(workloadKinds[workload.kind]).find(({ metadata }) => metadata.name === workload.name);
  if (live === undefined) return undefined;
  const wanted = Math.min(workload.replicas, replicasOf(live));
  const { readyReplicas = 0, observedGeneration = 0 } = live.status ?? {};
  if (observedGeneration >= (live.metadata.generation ?? 0) && readyReplicas >= wanted) return undefined;
  return { live, workload, pods: podsOf(live, view).filter((pod) => !isReady(pod)) };
}

function podsOf({ metadata: { uid } }: Deployment, view: LiveView): readonly Pod[] {
  const replicaSets = view.list(resources.replicaSets).filter(({ metadata }) => isOf(metadata, uid));
  const owners = [uid, ...replicaSets.map(({ metadata }) => metadata.uid)];
  return view.list(resources.pods).filter(({ metadata }) => owners.some((owner) => isOf(metadata, owner)));
}

function isOf({ ownerReferences = [] }: Pod['metadata'], uid: string | undefined): boolean {
  return ownerReferences.some((owner) => owner.uid === uid);
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true;
}

/** Whether a pod will never run without intervention. */
function isHopeless(pod: Pod): boolean {
  return failureOfPendingPod(pod, 'it')?.canHeal === false;
}

/** A pod's own message, and Kubernetes' events about it. */
function podLines(pod: Pod): readonly string[] {
  const failure = failureOfPendingPod(pod, 'it');
  if (failure === undefined) return [podLabels(pod)];
  return [`pod ${pod.metadata.name}: ${failure.message}`, ...failure.details];
}

function notReady(
  kind: 'failed' | 'timeout',
  what: string,
  waiting: readonly Unready[],
  { namespace }: ReadyRequest,
): Failure {
  const names = waiting.map(({ workload }) => `${workload.kind} ${workload.name}`);
  const [first] = waiting;
  const { kind: firstKind = 'Deployment', name = '' } = first?.workload ?? {};
  return new Failure(kind, `${names.join(', ')} in ${namespace} ${what}.`, {
    details: waiting.flatMap(detailsOf),
    hint: shellCommand`kubectl describe ${firstKind.toLowerCase()} ${name} -n ${namespace}`,
  });
}

/** The messages of the pods, or why there are none. */
function detailsOf({ live, workload: { kind, name }, pods }: Unready): readonly string[] {
  const refused = live.status?.conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  const none = pods.length === 0 && refused === undefined ? [`${kind} ${name} has no pods yet`] : [];
  return [
    ...pods.flatMap(podLines),
    ...(refused === undefined ? [] : [`no pod can be created: ${plainLine(refused.message ?? '')}`]),
    ...none,
  ];
}
