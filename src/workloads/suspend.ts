import { Failure } from '../errors.ts';
import type { JsonPatchStep, ObjectKey } from '../kubernetes/cluster.ts';
import type { Suspendable } from '../kubernetes/objects.ts';
import type { ArgoApplication } from '../volsync/gitops-owners.ts';
import type { SuspendedObject } from '../volsync/restore-journal.ts';
import {
  isSuspended,
  commandToResume,
  resumeSteps,
  suspendableKinds,
  commandToSuspend,
  suspendSteps,
} from '../volsync/suspendable-kinds.ts';
import { changeObject } from '../kubernetes/change-object.ts';
import type { WorkloadPorts } from './ports.ts';

/**
 * Suspends everything, and returns when what Flux was about to apply at that moment has been applied. An object that
 * was already suspended is left alone. Idempotent.
 */
export async function suspendAll(holds: readonly SuspendedObject[], ports: WorkloadPorts): Promise<void> {
  for (const hold of holds) await suspend(hold, ports);
  const endsAt = ports.now().getTime() + lastRunMs;
  for (const hold of holds) await settled(hold, endsAt, ports);
}

/**
 * Restores the previous state of each object, in reverse order. An object that is no longer suspended, was replaced or
 * is gone is left alone and reported.
 */
export async function resumeAll(holds: readonly SuspendedObject[], ports: WorkloadPorts): Promise<void> {
  for (const hold of holds.toReversed()) if (hold.suspendBefore !== true) await resume(hold, ports);
}

/** A reconciliation of Flux may take minutes, but it applies at its beginning: the rest are health checks. */
const lastRunMs = 30_000;
const lookMs = 1000;

async function suspend(hold: SuspendedObject, ports: WorkloadPorts): Promise<void> {
  const done = await changeObject(
    suspendableKinds[hold.kind].resource,
    keyOf(hold),
    (object) => stepsToSuspend(hold, object),
    ports,
  );
  if (done === undefined) ports.report({ type: 'step', words: `${nameOf(hold)} is gone: there is nothing to suspend` });
  else if (done.isChanged) ports.report({ type: 'step', words: `suspended ${nameOf(hold)}: ${hold.why}` });
}

/** Suspending does not end a running reconciliation. */
async function settled(hold: SuspendedObject, endsAt: number, ports: WorkloadPorts): Promise<void> {
  for (let isTold = false; ; isTold = true) {
    const object = await ports.cluster.find(suspendableKinds[hold.kind].resource, keyOf(hold), ports.signal);
    if (object === undefined || !isAtWork(object)) return;
    if (!isTold) ports.report({ type: 'step', words: `waiting: ${nameOf(hold)} is applying` });
    if (ports.now().getTime() >= endsAt) return;
    await ports.sleep(lookMs, ports.signal);
  }
}

/**
 * Flux: while it only waits for a retry, the reason is different. KEDA reports when it has paused; an older version, or
 * one that is not running, does not.
 */
function isAtWork({ status }: Suspendable): boolean {
  const { conditions = [], operationState } = (status as ArgoApplication['status'] & Suspendable['status']) ?? {};
  return (
    operationState?.phase === 'Running' ||
    conditions.some(
      ({ type, status: is, reason }) =>
        (type === 'Reconciling' && is === 'True' && reason === 'Progressing') || (type === 'Paused' && is !== 'True'),
    )
  );
}

/** Empty if it is already suspended: by us before an interruption, or by somebody else. */
function stepsToSuspend(hold: SuspendedObject, object: Suspendable): readonly JsonPatchStep[] {
  if (isSuspended(hold.kind, object)) return [];
  if (object.metadata.uid !== hold.uid) throw notAsPlanned(hold, 'was deleted and created again');
  if (hold.suspendBefore === true) throw notAsPlanned(hold, 'was suspended, and someone has resumed it');
  return suspendSteps(hold.kind, object);
}

function notAsPlanned(hold: SuspendedObject, what: string): Failure {
  return new Failure('refused', `${nameOf(hold)} ${what} since the plan was made (${hold.why}).`, {
    hint: `suspend it and try again: ${commandToSuspend(hold)}`,
  });
}

async function resume(hold: SuspendedObject, ports: WorkloadPorts): Promise<void> {
  const decide = (object: Suspendable) =>
    object.metadata.uid !== hold.uid || !isSuspended(hold.kind, object) ? [] : resumeSteps(hold, object);
  const done = await changeObject(suspendableKinds[hold.kind].resource, keyOf(hold), decide, ports);
  if (done === undefined) ports.report({ type: 'step', words: `${nameOf(hold)} is gone: there is nothing to resume` });
  else if (done.object.metadata.uid !== hold.uid) tellAnother(hold, done.object, ports);
  else if (done.isChanged) ports.report({ type: 'step', words: `resumed ${nameOf(hold)}${missedRun(hold)}` });
  // Otherwise it is as it should be, because this is a repetition, or somebody else has resumed it.
}

/** Kubernetes makes up for a missed run unless the CronJob has a deadline for that. */
function missedRun({ kind }: SuspendedObject): string {
  return kind === 'CronJob' ? ': a missed run may start at once' : '';
}

function tellAnother(hold: SuspendedObject, object: Suspendable, ports: WorkloadPorts): void {
  const what = nameOf(hold);
  if (!isSuspended(hold.kind, object)) {
    ports.report({ type: 'step', words: `${what} was created again, and is not suspended: left as it is` });
    return;
  }
  const why = 'it was deleted and created again, and is suspended';
  ports.report({ type: 'left', what, why, hint: commandToResume(hold) });
}

function nameOf({ kind, namespace, name }: SuspendedObject): string {
  return `${kind} ${namespace}/${name}`;
}

function keyOf({ namespace, name }: SuspendedObject): ObjectKey {
  return { namespace, name };
}
