import { plainLine, rawText } from '../foreign-text.ts';
import { shellCommand } from '../shell-command.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import type { BootstrapFacts } from './bootstrap-facts.ts';
import type { Diagnosis } from './diagnosis.ts';
import { destinationStatus } from './destination-state.ts';
import { failureOfEvent } from './mover-failure-event.ts';
import { podLabels } from './pod-labels.ts';
import type { Reason } from './reasons.ts';
import { dateOf, isSyncing, syncingSince } from './sync-state.ts';
import type { ReplicationDestination } from './types.ts';

/** What a PVC waits for: the first link of the chain from it to the repository that is missing or not ready. */
export interface MissingLink extends Omit<Diagnosis, 'reason'> {
  /** Whether it is in progress, with nothing known to be wrong. */
  readonly isMoving: boolean;
  /** Undefined while it is in progress. */
  readonly reason: Reason | undefined;
  /** Since when the PVC has waited for it, if known. */
  readonly since: Date | undefined;
}

/** Finds that link. `fills` is the destination that the PVC names, undefined if it names none. */
export function missingLink(
  facts: BootstrapFacts,
  claim: PersistentVolumeClaim,
  fills: string | undefined,
): MissingLink {
  const { destination } = facts;
  const since = dateOf(claim.metadata.creationTimestamp);
  const link = { since, details: words(facts), hint: describe(claim) };
  if (fills === undefined) return { ...link, ...unfilled(facts, claim) };
  if ('why' in destination) {
    const message = `what the destination ${fills} does could not be seen: ${destination.why}`;
    return { ...link, isMoving: true, reason: 'forbidden', message };
  }
  if (destination.value === undefined) {
    const message = `there is no ReplicationDestination ${fills}, which its dataSourceRef names`;
    const hint = shellCommand`kubectl get replicationdestinations -n ${namespaceOf(claim)}`;
    return { ...link, isMoving: false, reason: 'destination-missing', message, hint };
  }
  return { ...link, ...ofDestination(facts, destination.value) };
}

/** A PVC without a data source waits for its provisioner, or for a pod that uses it. */
function unfilled({ events }: BootstrapFacts, { metadata, spec, status }: PersistentVolumeClaim): Link {
  const failure = events.flatMap((event) => failureOfEvent(event) ?? []).at(-1);
  if (failure !== undefined) return { isMoving: false, reason: failure.reason, message: failure.message };
  if (status?.phase === 'Lost') {
    const message = `the PVC ${metadata.name} has lost its PersistentVolume ${spec?.volumeName ?? ''}`;
    return { isMoving: false, reason: 'volume-pending', message };
  }
  const { dataSourceRef } = spec ?? {};
  const from = dataSourceRef === undefined ? '' : ` from ${dataSourceRef.kind} ${dataSourceRef.name}`;
  return { isMoving: true, reason: undefined, message: `the PVC ${metadata.name} has not been created yet${from}` };
}

function ofDestination(facts: BootstrapFacts, object: ReplicationDestination): Link {
  return secretMissing(facts, object) ?? troubled(facts, object) ?? atWork(facts, object) ?? withoutImage(object);
}

function secretMissing({ hasSecret }: BootstrapFacts, { metadata, spec }: ReplicationDestination): Link | undefined {
  if (hasSecret !== false) return undefined;
  const secret = spec?.restic?.repository ?? '';
  const message = `there is no Secret ${secret}, which the ReplicationDestination ${metadata.name} needs`;
  const hint = shellCommand`kubectl get secret ${secret} -n ${metadata.namespace ?? ''}`;
  return { isMoving: false, reason: 'secret-missing', message, hint };
}

/**
 * The problems that `status` finds with the destination. One that restored nothing still lets the volume be created.
 */
function troubled(facts: BootstrapFacts, object: ReplicationDestination): Link | undefined {
  const { restore: mover, now } = facts;
  const status = destinationStatus({ kind: 'replicationdestination', object, mover, now, overwrites: undefined });
  const problem = status.problems.find(({ level, reason }) => level === 'bad' || reason === 'paused');
  if (problem === undefined) return undefined;
  const { reason, cause = reason, message, details, hint } = problem;
  const text = reason === 'failing' ? `the restore by ${object.metadata.name} fails: ${message}` : message;
  return {
    ...{ isMoving: false, reason: cause, message: text, since: status.since },
    ...{ details: [...details, ...words(facts)], hint },
  };
}

function atWork(facts: BootstrapFacts, object: ReplicationDestination): Link | undefined {
  const { name } = object.metadata;
  if (isSyncing(object)) {
    const message = `the ReplicationDestination ${name} is restoring`;
    return { isMoving: true, reason: undefined, message, since: syncingSince(object), hint: undefined };
  }
  if (object.status?.latestImage !== undefined) return populating(facts, object);
  if (object.status?.lastSyncTime !== undefined) return undefined;
  return {
    isMoving: true,
    reason: undefined,
    message: `VolSync has not started the restore by ${name}`,
    hint: undefined,
  };
}

function withoutImage({ metadata, spec }: ReplicationDestination): Link {
  const { name, namespace = '' } = metadata;
  const { copyMethod = 'Snapshot' } = spec?.restic ?? {};
  const hint = shellCommand`kubectl edit replicationdestination ${name} -n ${namespace}`;
  const why = copyMethod === 'Snapshot' ? '' : `: with copyMethod ${copyMethod} it makes none`;
  const message = `the ReplicationDestination ${name} is done and has no latestImage${why}`;
  return { isMoving: false, reason: 'volume-pending', message, hint };
}

/** Fields that are left out get the defaults of every link. */
type Link = Pick<MissingLink, 'isMoving' | 'reason' | 'message'> & Partial<MissingLink>;

/** The image exists, and VolSync creates the volume from it. */
function populating({ events }: BootstrapFacts, { status }: ReplicationDestination): Link {
  const failure = events
    .filter(
      ({ reason = '', type }) =>
        type === 'Warning' && /^VolSyncPopulator(Error|PVCCreationError)$/.test(rawText(reason)),
    )
    .at(-1);
  const image = `${status?.latestImage?.kind ?? ''} ${status?.latestImage?.name ?? ''}`;
  if (failure === undefined) return { isMoving: true, reason: undefined, message: `VolSync fills it from ${image}` };
  const message = `VolSync cannot fill it from ${image}: ${plainLine(failure.note ?? '')}`;
  return { isMoving: false, reason: 'volume-pending', message };
}

/** Warnings come before the messages that Kubernetes emits for every volume that is being created. */
function words({ pod, events }: BootstrapFacts): readonly string[] {
  const event = events.findLast(({ type }) => type === 'Warning') ?? events.at(-1);
  return [
    ...(pod === undefined ? [] : [podLabels(pod)]),
    ...(event === undefined ? [] : [`${plainLine(event.reason ?? '')}: ${plainLine(event.note ?? '')}`]),
  ];
}

function describe({ metadata }: PersistentVolumeClaim): string {
  return shellCommand`kubectl describe pvc ${metadata.name} -n ${metadata.namespace ?? ''}`;
}

function namespaceOf({ metadata }: PersistentVolumeClaim): string {
  return metadata.namespace ?? '';
}
