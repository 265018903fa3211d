import { Failure } from '../errors.ts';
import type { JsonPatchStep } from '../kubernetes/cluster.ts';
import type { Deployment, Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { strangersWithClaim } from '../volsync/claim-users.ts';
import { fieldManager } from '../volsync/field-manager.ts';
import type { StoppedWorkload } from '../volsync/restore-journal.ts';
import type { LiveView } from '../kubernetes/live-view.ts';
import { ViewReader } from '../kubernetes/view-reader.ts';
import { changeObject } from '../kubernetes/change-object.ts';
import type { WorkloadPorts } from './ports.ts';
import { replicasOf, scaleCommand, workloadKinds } from './workload-kinds.ts';
import { shellCommand, shellWord } from '../shell-command.ts';

/** The workloads of a PVC. */
export interface StopRequest {
  readonly namespace: string;
  readonly claim: string;
  readonly workloads: readonly StoppedWorkload[];
  readonly timeoutMs: number;
}

/** How many times somebody may scale up again before the restore gives up. */
const fights = 3;

/**
 * Scales the workloads to 0 and returns when no pod uses the PVC any more. Idempotent. If something scales up again,
 * that is reported and undone, three times; then it is a Failure that names the field manager. So is a timeout.
 */
export async function stopWorkloads(request: StopRequest, ports: WorkloadPorts): Promise<void> {
  for (const workload of request.workloads) await scaleToZero(workload, request, ports);
  await using views = new ViewReader(interests(request), ports);
  const fight = new Fight(request, ports);
  const endsAt = ports.now().getTime() + request.timeoutMs;
  for (;;) {
    const view = await views.next(Math.max(0, endsAt - ports.now().getTime()));
    if (await fight.answer(view)) continue;
    const pods = strangersWithClaim(view.list(resources.pods), request.claim);
    if (pods.length === 0 && request.workloads.every((each) => isAtRest(each, view))) return;
    if (ports.now().getTime() >= endsAt) throw tooLate(request, pods);
  }
}

/** Detects a workload that is scaled up again, and scales it back. */
class Fight {
  readonly #rounds = new Map<string, number>();
  readonly #request: StopRequest;
  readonly #ports: WorkloadPorts;

  constructor(request: StopRequest, ports: WorkloadPorts) {
    this.#request = request;
    this.#ports = ports;
  }

  /** Returns whether there was something to undo. */
  async answer(view: LiveView): Promise<boolean> {
    let isAnswered = false;
    for (const workload of this.#request.workloads) {
      const seen = liveOf(workload, view);
      if (seen === undefined || replicasOf(seen) === 0) continue;
      // The watch may lag behind: only the object itself shows whether it was scaled up again.
      const round = (this.#rounds.get(workload.uid) ?? 0) + 1;
      const isScaled = await scaleToZero(workload, this.#request, this.#ports, (live) =>
        whoScaled(workload, live, round, this.#request),
      );
      if (isScaled) this.#rounds.set(workload.uid, round);
      isAnswered ||= isScaled;
    }
    return isAnswered;
  }
}

/** The message; in the last round a Failure. */
function whoScaled(workload: StoppedWorkload, live: Deployment, round: number, request: StopRequest): string {
  const manager = fieldManager(live, 'spec', 'replicas') ?? 'somebody';
  if (round > fights) throw lostFight(workload, manager, request);
  return `${manager} has scaled ${workload.kind} ${workload.name} up again: `;
}

/** Returns whether there was something to scale. */
async function scaleToZero(
  workload: StoppedWorkload,
  request: StopRequest,
  ports: WorkloadPorts,
  whyAgain: (live: Deployment) => string = () => '',
): Promise<boolean> {
  const { kind, name } = workload;
  const key = { namespace: request.namespace, name };
  let words = '';
  const decide = (live: Deployment): readonly JsonPatchStep[] => {
    const replicas = replicasOf(live);
    if (replicas === 0) return [];
    if (live.metadata.uid !== workload.uid) throw madeAnew(workload, request);
    words = `${whyAgain(live)}scaled ${kind} ${name} from ${replicas} to 0`;
    return [{ op: 'add', path: '/spec/replicas', value: 0 }];
  };
  const done = await changeObject(workloadKinds[kind], key, decide, ports);
  if (done?.isChanged !== true) return false;
  ports.report({ type: 'step', words });
  return true;
}

function interests({ namespace, workloads }: StopRequest) {
  const kinds = [...new Set(workloads.map(({ kind }) => kind))];
  return [resources.pods, ...kinds.map((kind) => workloadKinds[kind])].map((resource) => ({
    resource,
    scope: { namespace },
  }));
}

function liveOf({ kind, name }: StoppedWorkload, view: LiveView): Deployment | undefined {
  return view.list(workloadKinds[kind]).find(({ metadata }) => metadata.name === name);
}

/** Its controller has seen that it should have no replicas, and it has none any more. */
function isAtRest(workload: StoppedWorkload, view: LiveView): boolean {
  const live = liveOf(workload, view);
  if (live === undefined) return true;
  const { observedGeneration = 0, replicas = 0 } = live.status ?? {};
  return replicasOf(live) === 0 && replicas === 0 && observedGeneration >= (live.metadata.generation ?? 0);
}

function lostFight({ kind, name }: StoppedWorkload, manager: string, { namespace, claim }: StopRequest): Failure {
  const message = `${kind} ${namespace}/${name} does not stay at 0 replicas: ${manager} has scaled it up ${fights + 1} times.`;
  return new Failure('refused', message, {
    details: [`While it runs, PVC ${claim} stays in use.`],
    hint: shellCommand`find what scales it up, stop that, and try again: kubectl get ${kind.toLowerCase()} ${name} -n ${namespace} -o yaml --show-managed-fields`,
  });
}

function madeAnew(workload: StoppedWorkload, { namespace }: StopRequest): Failure {
  const { kind, name } = workload;
  const message = `${kind} ${namespace}/${name} was deleted and created again since the plan was made.`;
  return new Failure('refused', message, {
    hint: `scale it and try again: ${scaleCommand(workload, namespace, 0)}`,
  });
}

function tooLate({ namespace, claim, timeoutMs, workloads }: StopRequest, pods: readonly Pod[]): Failure {
  const hint = [
    shellCommand`kubectl describe pods -n ${namespace}`,
    ...pods.map(({ metadata }) => shellWord(metadata.name)),
  ].join(' ');
  if (pods.length > 0) {
    const message = `PVC ${namespace}/${claim} is still mounted after ${timeoutMs / 1000}s.`;
    return new Failure('timeout', message, { details: pods.map(podLine), hint });
  }
  const names = workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const message = `Kubernetes has not acted on 0 replicas of ${names} in ${namespace} within ${timeoutMs / 1000}s.`;
  return new Failure('timeout', message, { hint: 'look at the kube-controller-manager' });
}

function podLine({ metadata, status }: Pod): string {
  const { name, deletionTimestamp } = metadata;
  if (deletionTimestamp !== undefined) return `pod ${name} is terminating, and should be gone by ${deletionTimestamp}`;
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return `pod ${name}${owner === undefined ? '' : ` of ${owner.kind} ${owner.name}`} is ${status?.phase ?? 'Pending'}`;
}
