import { Failure } from '../errors.ts';
import type { JsonPatchStep, ObjectKey, Resource } from '../kubernetes/cluster.ts';
import type { Suspendable } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import type { SuspendedObject } from '../volsync/restore-journal.ts';
import { changeObject } from '../kubernetes/change-object.ts';
import type { WorkloadPorts } from './ports.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Suspends everything, and returns when what Flux was about to apply at that moment has been applied. One that was
 * suspended before is left so. Can be done again.
 */
export async function suspendAll(holds: readonly SuspendedObject[], ports: WorkloadPorts): Promise<void> {
  for (const hold of holds) await suspend(hold, ports);
  const endsAt = ports.now().getTime() + lastRunMs;
  for (const hold of holds) await settled(hold, endsAt, ports);
}

/**
 * Gives each its own `spec.suspend` back, in reverse. What is not suspended any more, is another object by now or is gone
 * is left as it is, and told.
 */
export async function resumeAll(holds: readonly SuspendedObject[], ports: WorkloadPorts): Promise<void> {
  for (const hold of holds.toReversed()) if (hold.suspendBefore !== true) await resume(hold, ports);
}

const kinds: Readonly<Record<SuspendedObject['kind'], Resource<Suspendable>>> = {
  Kustomization: resources.kustomizations,
  HelmRelease: resources.helmReleases,
  CronJob: resources.cronJobs,
};

const field = '/spec/suspend';

/** A run of Flux may last for minutes, but what it applies it applies at its beginning: the rest is health checks. */
const lastRunMs = 30_000;
const lookMs = 1000;

async function suspend(hold: SuspendedObject, ports: WorkloadPorts): Promise<void> {
  const done = await changeObject(kinds[hold.kind], keyOf(hold), (object) => stepsToSuspend(hold, object), ports);
  if (done === undefined) ports.report({ type: 'step', words: `${nameOf(hold)} is gone: there is nothing to suspend` });
  else if (done.isChanged) ports.report({ type: 'step', words: `suspended ${nameOf(hold)}: ${hold.why}` });
}

/** Suspending ends no run that has begun. */
async function settled(hold: SuspendedObject, endsAt: number, ports: WorkloadPorts): Promise<void> {
  for (let isTold = false; ; isTold = true) {
    const object = await ports.cluster.find(kinds[hold.kind], keyOf(hold), ports.signal);
    if (object === undefined || !isAtWork(object)) return;
    if (!isTold) ports.report({ type: 'step', words: `waiting: ${nameOf(hold)} is applying` });
    if (ports.now().getTime() >= endsAt) return;
    await ports.sleep(lookMs, ports.signal);
  }
}

/** While it only waits to try again the reason is another. */
function isAtWork({ status }: Suspendable): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: is, reason }) => type === 'Reconciling' && is === 'True' && reason === 'Progressing',
  );
}

/** Nothing where it is suspended: by us, before something cut us short, or by somebody else. */
function stepsToSuspend(hold: SuspendedObject, { metadata, spec }: Suspendable): readonly JsonPatchStep[] {
  if (spec?.suspend === true) return [];
  if (metadata.uid !== hold.uid) throw notAsPlanned(hold, 'was deleted and created again');
  if (hold.suspendBefore === true) throw notAsPlanned(hold, 'was suspended, and someone has resumed it');
  return [{ op: 'add', path: field, value: true }];
}

function notAsPlanned(hold: SuspendedObject, what: string): Failure {
  return new Failure('refused', `${nameOf(hold)} ${what} since the plan was made (${hold.why}).`, {
    hint: `suspend it and try again: ${command(hold, true)}`,
  });
}

async function resume(hold: SuspendedObject, ports: WorkloadPorts): Promise<void> {
  const decide = ({ metadata, spec }: Suspendable) =>
    metadata.uid !== hold.uid || spec?.suspend !== true ? [] : stepsToResume(hold);
  const done = await changeObject(kinds[hold.kind], keyOf(hold), decide, ports);
  if (done === undefined) ports.report({ type: 'step', words: `${nameOf(hold)} is gone: there is nothing to resume` });
  else if (done.object.metadata.uid !== hold.uid) tellAnother(hold, done.object, ports);
  else if (done.isChanged) ports.report({ type: 'step', words: `resumed ${nameOf(hold)}${missedRun(hold)}` });
  // Otherwise it is as it is to be, as where this is done again, or somebody else has resumed it.
}

function stepsToResume({ suspendBefore }: SuspendedObject): readonly JsonPatchStep[] {
  return suspendBefore === null
    ? [{ op: 'remove', path: field }]
    : [{ op: 'replace', path: field, value: suspendBefore }];
}

/** Kubernetes makes up for a missed run unless the CronJob has a deadline for that. */
function missedRun({ kind }: SuspendedObject): string {
  return kind === 'CronJob' ? ': a missed run may start at once' : '';
}

function tellAnother(hold: SuspendedObject, { spec }: Suspendable, ports: WorkloadPorts): void {
  const what = nameOf(hold);
  if (spec?.suspend !== true) {
    ports.report({ type: 'step', words: `${what} was created again, and is not suspended: left as it is` });
    return;
  }
  const why = 'it was deleted and created again, and is suspended';
  ports.report({ type: 'left', what, why, hint: command(hold, false) });
}

function command(hold: SuspendedObject, isSuspended: boolean): string {
  const { plural, group } = kinds[hold.kind];
  const kind = group.includes('fluxcd') ? `${plural}.${group}` : plural;
  return shellCommand`kubectl patch ${kind} ${hold.name} -n ${hold.namespace} --type merge -p '{"spec":{"suspend":${String(isSuspended)}}}'`;
}

function nameOf({ kind, namespace, name }: SuspendedObject): string {
  return `${kind} ${namespace}/${name}`;
}

function keyOf({ namespace, name }: SuspendedObject): ObjectKey {
  return { namespace, name };
}
