import { plainLine } from '../foreign-text.ts';
import { Failure, isFailure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Deployment, PersistentVolumeClaim } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { refuseLeasedByOther } from '../sources/claim-lease.ts';
import { listExternalSecrets } from '../mover/external-secrets.ts';
import { controllerContainer, controllerSelector } from '../volsync/controller-deployment.ts';
import { writerNote, writerOf } from '../volsync/external-secret.ts';
import { ownerOf } from '../volsync/field-owner.ts';
import { missingClaim, missingSecret } from '../volsync/missing-objects.ts';
import { failureHint } from '../volsync/mover-failure-hint.ts';
import { lasting, type Diagnosis } from '../volsync/diagnosis.ts';
import { dateOf, triggerState } from '../volsync/sync-state.ts';
import { triggerRefusal } from '../volsync/trigger-refusal.ts';
import { isTriggerTag } from '../volsync/trigger-tag.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { TriggerAppPorts, FollowPorts } from './ports.ts';
import { shellCommand } from '../shell-command.ts';

/** How long a PVC may take to be bound before a warning. */
const bindingMs = 60_000;

/** A refusal before anything was changed. */
export class Refusal extends Failure {
  readonly reason: Diagnosis['reason'];

  constructor(kind: 'refused' | 'not-found', { reason, message, hint, details }: Diagnosis) {
    super(kind, message, { hint, details });
    this.reason = reason;
  }
}

/** Throws a Refusal if a sync could not succeed, or its success could not be proven; reports warnings. */
export async function preflight(source: ReplicationSource, ports: TriggerAppPorts): Promise<void> {
  const refusal = triggerRefusal(source);
  if (refusal !== undefined) throw new Refusal('refused', refusal);
  await Promise.all([
    checkClaim(source, ports),
    checkSecret(source, ports),
    refuseWithoutController(ports),
    refuseLeasedByOther(keyIn(source, source.spec?.sourcePVC), ports),
  ]);
  tellOwner(source, ports);
  tellTag(source, ports);
}

async function checkClaim(source: ReplicationSource, ports: TriggerAppPorts): Promise<void> {
  const key = keyIn(source, source.spec?.sourcePVC);
  const claim = await unlessForbidden(ports.cluster.find(resources.persistentVolumeClaims, key, ports.signal));
  if (claim === 'forbidden') {
    ports.report({
      type: 'warning',
      message: `whether the PVC ${key.name} exists was not checked: no permission to read it`,
    });
  } else if (claim === undefined) {
    throw absentObject(missingClaim(key.name), source);
  } else tellClaim(claim, ports);
}

function tellClaim({ metadata, status }: PersistentVolumeClaim, ports: TriggerAppPorts): void {
  const { name, namespace = '', annotations = {} } = metadata;
  if (status?.phase !== 'Bound' && !isYoung(metadata.creationTimestamp, ports)) {
    const hint = shellCommand`kubectl describe pvc ${name} -n ${namespace}`;
    ports.report({ type: 'warning', message: `the PVC ${name} is not bound: ${status?.phase ?? 'Pending'}`, hint });
  }
  if ('volsync.backube/use-copy-trigger' in annotations) {
    const message = `VolSync copies the PVC ${name} only after its annotation volsync.backube/copy-trigger has changed`;
    ports.report({ type: 'warning', message });
  }
}

/** A new PVC may still be binding. */
function isYoung(created: string | undefined, ports: TriggerAppPorts): boolean {
  const since = dateOf(created);
  return since !== undefined && ports.now().getTime() - since.getTime() < bindingMs;
}

async function checkSecret(source: ReplicationSource, ports: TriggerAppPorts): Promise<void> {
  const key = keyIn(source, source.spec?.restic?.repository);
  const isThere = await unlessForbidden(ports.cluster.exists(resources.secrets, key, ports.signal));
  if (isThere === 'forbidden') {
    const message = `whether the Secret ${key.name} exists was not checked: no permission to read Secrets`;
    ports.report({ type: 'warning', message });
  }
  if (isThere !== false) return;
  const listed = await listExternalSecrets(key, ports);
  const writer = 'why' in listed ? undefined : writerOf(key.name, listed.value);
  throw absentObject(missingSecret(source), source, writer && writerNote(key.name, writer));
}

function absentObject(failure: Diagnosis, source: ReplicationSource, note?: ReturnType<typeof writerNote>): Refusal {
  const { reason, message } = failure;
  const details = note === undefined ? [] : [note.detail];
  return new Refusal('not-found', lasting(reason, message, details, note?.hint ?? failureHint(failure, source)));
}

/**
 * Throws a Refusal while VolSync is scaled to 0. Only a proven case is refused: if it cannot be read, the missing
 * reaction will show it.
 */
export async function refuseWithoutController({
  cluster,
  signal,
}: Pick<FollowPorts, 'cluster' | 'signal'>): Promise<void> {
  const found = await unlessForbidden(
    cluster.list(resources.deployments, { labelSelector: controllerSelector }, signal),
  );
  const controllers = found === 'forbidden' ? [] : found.filter((deployment) => controllerContainer(deployment));
  const [controller] = controllers;
  if (controller === undefined || !controllers.every(isScaledToZero)) return;
  const { name, namespace = '' } = controller.metadata;
  const message = `VolSync is not running: its Deployment ${namespace}/${name} is scaled to 0`;
  const hint = shellCommand`kubectl scale deployment ${name} -n ${namespace} --replicas=1`;
  throw new Refusal('refused', lasting('not-started', message, [], hint));
}

function isScaledToZero({ spec }: Deployment): boolean {
  return spec?.replicas === 0;
}

function tellOwner(source: ReplicationSource, ports: TriggerAppPorts): void {
  const owner = ownerOf(source);
  if (owner?.setsTag !== true) return;
  const message = `${owner.name} sets spec.trigger.manual: it will restore its own tag, which starts another sync`;
  ports.report({ type: 'warning', message });
}

function tellTag(source: ReplicationSource, ports: TriggerAppPorts): void {
  const trigger = triggerState(source);
  if (trigger.kind !== 'parked') return;
  const { tag, schedule } = trigger;
  const message = isTriggerTag(tag)
    ? `the tag "${plainLine(tag)}" of another volsyncctl is set; that volsyncctl is running or was killed`
    : `the schedule "${plainLine(schedule)}" was parked before, by the manual tag "${plainLine(tag)}"`;
  ports.report({ type: 'warning', message });
}

function keyIn({ metadata }: ReplicationSource, name = ''): ObjectKey {
  return { namespace: metadata.namespace ?? '', name };
}

async function unlessForbidden<T>(question: Promise<T>): Promise<T | 'forbidden'> {
  try {
    return await question;
  } catch (error) {
    if (isFailure(error, 'forbidden')) return 'forbidden';
    throw error;
  }
}
