import type { DestinationRequest, RestoringCommand } from './destination-request.ts';
import { Failure, isFailure, type FailureOptions } from '../errors.ts';
import type { Cluster, NewObject, ObjectKey } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import { goDurationMs } from '../go-duration.ts';
import { restoreDestination } from './restore-destination.ts';
import type { ReplicationDestination, ReplicationSource } from '../volsync/types.ts';
import { runLabels } from '../helper-pod/manifest.ts';
import { followMover } from '../sync/follow-sync.ts';
import type { FollowPorts } from '../sync/ports.ts';
import { refuseWithoutController } from '../sync/preflight.ts';
import { droppedPaths } from './dropped-paths.ts';
import { DestinationWatch, type DestinationState } from './destination-watch.ts';
import type { RestorePorts } from './ports.ts';
import { removalCommand, removeDestination } from './remove-destination.ts';
import { RestoreEvents } from './restore-event.ts';
import { restoreProof } from './restore-proof.ts';
import { shortId } from '../restic/snapshots.ts';
import { failureHint } from '../volsync/mover-failure-hint.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import { isBareRepository } from '../volsync/repository-source.ts';
import { remedyNote } from '../sync/trigger-ending.ts';

/** A proven restore. */
export interface Restored {
  /** The ReplicationDestination that did it; already removed. */
  readonly destination: ObjectKey;
  /** From the mover's log. */
  readonly snapshotId: string;
  /** The mover's log lines. */
  readonly lines: readonly string[];
  /** From before the destination was created to after its mover was gone. */
  readonly waitedMs: number;
  /** As VolSync measured it. */
  readonly moverMs: number | undefined;
}

/** VolSync starts within a second; after this time the delay is reported. */
const silentWaitMs = 5000;

/** The ReplicationDestination of a run: its name is derived from the run, so that another process finds it. */
export function destinationKey(namespace: string, run: string, command: RestoringCommand = 'restore'): ObjectKey {
  return { namespace, name: `volsyncctl-${command}-${run.slice(0, 8)}` };
}

/**
 * Lets VolSync restore a snapshot into a volume, and proves it: by VolSync's status that our restore is complete, and
 * by the mover's log that it was this snapshot. The ReplicationDestination is created for it and always removed, and
 * the end of its mover is waited for; one that a crash has left is removed first.
 */
export async function restoreIntoClaim(request: DestinationRequest, ports: RestorePorts): Promise<Restored> {
  const key = keyOf(request);
  const begunAt = ports.now().getTime();
  await removeLeftover(key, ports);
  const events = new RestoreEvents({ namespace: key.namespace, name: request.claim.name }, ports.report);
  const deadline = new AbortController();
  const done = new AbortController();
  const timer = ports
    .sleep(request.timeoutMs, done.signal)
    .then(() => deadline.abort())
    .catch(() => undefined);
  try {
    const signal = AbortSignal.any([ports.signal, deadline.signal]);
    const proven = await restored(request, key, followPorts(ports, signal, events), ports);
    return { destination: key, ...proven, waitedMs: ports.now().getTime() - begunAt };
  } catch (error) {
    if (ports.signal.aborted) throw new Failure('interrupted', 'Interrupted; the restore was stopped.');
    throw deadline.signal.aborted ? tooLate(request, events) : error;
  } finally {
    done.abort();
    await timer;
  }
}

/**
 * Lets the API server validate the ReplicationDestination of such a restore with all of its fields; nothing is stored.
 */
export async function dryRunDestination(
  request: Omit<DestinationRequest, 'timeoutMs'>,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'create'>; readonly signal: AbortSignal },
): Promise<void> {
  const object = destinationOf(request, keyOf(request));
  const answer = await cluster.create(resources.replicationDestinations, object, { isDryRun: true }, signal);
  const dropped = droppedPaths(object.spec, answer.spec, 'spec');
  if (dropped.length === 0) return;
  const message = `VolSync's CRD in this cluster does not know ${dropped.join(', ')} of a ReplicationDestination: the restore would not work as the app's mover does; nothing was changed.`;
  throw new Failure('refused', message, {
    hint: 'update VolSync and its CRDs to one version: kubectl get crd replicationdestinations.volsync.backube -o yaml',
  });
}

/** Usually it does not exist: then nothing is watched for it. */
async function removeLeftover(key: ObjectKey, ports: RestorePorts): Promise<void> {
  const found = await ports.cluster.find(resources.replicationDestinations, key, ports.signal);
  if (found === undefined) return;
  ports.report({ type: 'step', words: `removing ReplicationDestination ${key.name}, a leftover of an earlier run` });
  await removeDestination(key, ports);
}

function followPorts(ports: RestorePorts, signal: AbortSignal, events: RestoreEvents): FollowPorts {
  return { ...ports, signal, report: (each) => events.hear(each) };
}

/** Creates it and follows it to its end; it is also removed if the server's answer was lost. */
async function restored(request: DestinationRequest, key: ObjectKey, ports: FollowPorts, own: RestorePorts) {
  await refuseWithoutController(ports);
  const made = await create(destinationOf(request, key), key, ports.signal, own);
  try {
    return await followed(made, request, ports);
  } finally {
    await removeOrTell(key, own);
  }
}

async function create(
  object: NewObject<ReplicationDestination>,
  key: ObjectKey,
  signal: AbortSignal,
  own: RestorePorts,
): Promise<ReplicationDestination> {
  try {
    return await own.cluster.create(resources.replicationDestinations, object, {}, signal);
  } catch (error) {
    // A destination that the server refused was not created; if the answer was lost, it may have been.
    if (!isFailure(error, 'refused', 'forbidden', 'not-found')) await removeOrTell(key, own);
    throw error;
  }
}

async function followed(made: ReplicationDestination, request: DestinationRequest, ports: FollowPorts) {
  await using watch = new DestinationWatch(made, ports);
  await watch.next();
  await begun(watch, request, ports);
  const isOver = ({ source }: DestinationState) => source.status?.lastManualSync === request.run;
  const end = await followMover(watch, { earlier: new Set(), isOver }, ports);
  if (end.kind === 'failing') throw failingRestore(request, end.failure);
  const moverMs = goDurationMs(end.state.source.status?.lastSyncDuration);
  return { ...restoreProof(end, request.chosen), moverMs };
}

function keyOf({ claim, run, command }: Pick<DestinationRequest, 'claim' | 'run' | 'command'>): ObjectKey {
  return destinationKey(claim.namespace, run, command);
}

function destinationOf(
  { source, claim, run, command = 'restore', chosen, deletesExtraFiles }: Omit<DestinationRequest, 'timeoutMs'>,
  key: ObjectKey,
) {
  const labels = runLabels(command, run);
  const { restoreAsOf, previous } = chosen;
  const metadata = { ...key, labels };
  return restoreDestination({
    metadata,
    source,
    claim: claim.name,
    tag: run,
    restoreAsOf,
    previous,
    deletesExtraFiles,
  });
}

/** If VolSync does not react, it may have been stopped since. */
async function begun(watch: DestinationWatch, { run }: DestinationRequest, ports: FollowPorts): Promise<void> {
  const madeAt = ports.now().getTime();
  for (;;) {
    const { source } = watch.latest;
    if (hasBegun(source, run)) return;
    const waitedMs = ports.now().getTime() - madeAt;
    if (waitedMs >= silentWaitMs) {
      ports.report({ type: 'no-reaction', forMs: waitedMs });
      await refuseWithoutController(ports);
      return;
    }
    await watch.next(silentWaitMs - waitedMs);
  }
}

function hasBegun({ status = {} }: ReplicationDestination, run: string): boolean {
  return status.lastSyncStartTime !== undefined || status.lastManualSync === run;
}

async function removeOrTell(key: ObjectKey, ports: RestorePorts): Promise<void> {
  try {
    await removeDestination(key, ports);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const what = `ReplicationDestination ${key.namespace}/${key.name}`;
    ports.report({ type: 'left', what, why: error.message, hint: error.hint ?? removalCommand(key) });
  }
}

/** VolSync's mover fails permanently for this reason. */
export class MoverFailure extends Failure {
  readonly reason: Diagnosis['reason'];

  constructor({ reason }: Pick<Diagnosis, 'reason'>, message: string, options: FailureOptions) {
    super('failed', message, options);
    this.reason = reason;
  }
}

function failingRestore(request: DestinationRequest, failure: Diagnosis): Failure {
  const details = [...failure.details, ...remedyNote(failure)];
  return new MoverFailure(failure, `${subjectOf(request)} fails: ${failure.message}.`, {
    details,
    hint: hintFor(failure, request.source),
  });
}

/** The result after volsyncctl's own timeout. */
function tooLate(request: DestinationRequest, { trouble, lastLine }: RestoreEvents): Failure {
  const message = `${subjectOf(request)} did not finish in ${Math.round(request.timeoutMs / 1000)}s`;
  if (trouble !== undefined) {
    const hint = hintFor(trouble, request.source);
    return new Failure('timeout', `${message}: ${trouble.message}.`, { details: trouble.details, hint });
  }
  const details = lastLine === undefined ? [] : [`The mover's last line: ${lastLine}`];
  return new Failure('timeout', `${message}.`, { details, hint: 'allow more time: --timeout' });
}

/** A hint that shows more of the mover would be useless: the mover is removed. */
function hintFor(failure: Diagnosis, source: ReplicationSource): string | undefined {
  if (isBareRepository(source) && failure.reason === 'locked') return undefined;
  const stays: readonly Diagnosis['reason'][] = ['locked', 'wrong-password', 'secret-missing', 'quota-exceeded'];
  return stays.includes(failure.reason) ? failureHint(failure, source) : undefined;
}

function subjectOf({ chosen, claim }: DestinationRequest): string {
  return `The restore of snapshot ${shortId(chosen.snapshot.id)} into PVC ${claim.namespace}/${claim.name}`;
}
