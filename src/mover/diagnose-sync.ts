import { plainLine } from '../foreign-text.ts';
import type { Job, KubeEvent, KubeObject, PersistentVolumeClaim, Pod, VolumeSnapshot } from '../kubernetes/objects.ts';
import { eventTime } from '../volsync/event-time.ts';
import { failureOfError } from '../volsync/mover-failure-error.ts';
import { failureOfEvent } from '../volsync/mover-failure-event.ts';
import { failureOfPendingPod } from '../volsync/mover-failure-pod.ts';
import { passing, type Diagnosis } from '../volsync/diagnosis.ts';
import { reconcileError, isSyncing, type Replication } from '../volsync/sync-state.ts';
import { startedContainers } from './mover-pods.ts';

/** VolSync's copy of the volume: a VolumeSnapshot, or for `Clone` a PVC. */
export type Copy = Pick<VolumeSnapshot, 'metadata' | 'status'> | Pick<PersistentVolumeClaim, 'metadata' | 'status'>;

/** A running sync: the source or destination, and everything that VolSync created for it, oldest first. */
export interface SyncScene {
  readonly source: Replication;
  readonly jobs: readonly Job[];
  readonly pods: readonly Pod[];
  readonly copies: readonly Copy[];
  readonly claims: readonly PersistentVolumeClaim[];
}

/** Gets the Warning events about objects; called only if the objects themselves do not say enough. */
export type WarningsAbout = (objects: readonly KubeObject[]) => readonly KubeEvent[];

/** A problem of a sync. `isCertain`: no need to wait and see whether it disappears. */
export interface Trouble {
  readonly failure: Diagnosis;
  readonly isCertain: boolean;
}

/**
 * The present problem, closest to the data first; `failures` are those of failed pods, by UID. This is the only
 * diagnosis of a running sync: `trigger` and the restores call it while they watch, `status` calls it once.
 */
export function troubleOf(
  scene: SyncScene & { readonly warnings: readonly KubeEvent[] },
  failures: ReadonlyMap<string, Diagnosis>,
): Trouble | undefined {
  const failed = failedPods(scene, failures);
  if (failed !== undefined) return { failure: failed, isCertain: true };
  const failure = pauseTrouble(scene) ?? waitingTrouble(scene, among(scene.warnings)) ?? errorTrouble(scene);
  return failure && { failure, isCertain: failure.reason === 'image-not-pullable' };
}

/** What keeps the mover from running, or the copy from being made; undefined if nothing does. */
export function waitingTrouble(scene: SyncScene, warningsAbout: WarningsAbout): Diagnosis | undefined {
  return podTrouble(scene, warningsAbout) ?? copyTrouble(scene, warningsAbout);
}

/** Selects the events of objects by UID: another object of the same name is a different object. */
export function among(warnings: readonly KubeEvent[]): WarningsAbout {
  return (objects) => {
    const uids = objects.map(({ metadata }) => metadata.uid);
    return warnings.filter(({ regarding }) => regarding?.uid !== undefined && uids.includes(regarding.uid));
  };
}

/** Undefined for a clone, whose phase is not here. */
export function volumeSnapshotStatus({ status }: Copy): VolumeSnapshot['status'] {
  return status === undefined || 'phase' in status ? undefined : (status as VolumeSnapshot['status']);
}

/**
 * A pod that is retrying shows nothing new until it has ended. An unknown failure counts as lasting when it occurs
 * twice.
 */
function failedPods({ pods }: SyncScene, failures: ReadonlyMap<string, Diagnosis>): Diagnosis | undefined {
  const known = pods.flatMap(({ metadata }) => failures.get(metadata.uid ?? '') ?? []);
  const [before, last] = [known.at(-2), known.at(-1)];
  if (last?.reason !== 'failing' || before?.message !== last.message) return last;
  return { ...last, canHeal: false };
}

function pauseTrouble({ source }: SyncScene): Diagnosis | undefined {
  if (source.spec?.paused !== true) return undefined;
  return passing('paused', 'spec.paused was set during the sync: the mover waits until it is false again');
}

function podTrouble(scene: SyncScene, warningsAbout: WarningsAbout): Diagnosis | undefined {
  const pod = scene.pods.at(-1);
  if (pod === undefined) return newestFailure(warningsAbout(scene.jobs.slice(-1).filter(isIdle)));
  if (pod.status?.phase !== 'Pending') return undefined;
  const started = startedContainers(pod);
  if (started.length === 0) {
    return volumeTrouble(scene, pod, warningsAbout) ?? newestFailure(warningsAbout([pod]));
  }
  return started.every(({ terminated }) => terminated !== undefined)
    ? betweenContainers(pod, warningsAbout)
    : undefined;
}

function isIdle({ status = {} }: Job): boolean {
  return (status.active ?? 0) === 0 && (status.succeeded ?? 0) === 0;
}

/** The first container's problem is gone; the next one's image may have another. */
function betweenContainers(pod: Pod, warningsAbout: WarningsAbout): Diagnosis | undefined {
  const failure = failureOfPendingPod(pod) ?? newestFailure(warningsAbout([pod]));
  return failure?.reason === 'image-not-pullable' || failure?.reason === 'failing' ? failure : undefined;
}

/** The pod says that a volume is pending, the volume says why. */
function volumeTrouble(scene: SyncScene, pod: Pod, warningsAbout: WarningsAbout): Diagnosis | undefined {
  const failure = failureOfPendingPod(pod);
  if (failure?.reason !== 'volume-pending') return failure;
  const names = (pod.spec?.volumes ?? []).map((volume) => volume.persistentVolumeClaim?.claimName);
  const isPending = ({ metadata, status }: PersistentVolumeClaim) =>
    status?.phase === 'Pending' &&
    metadata.namespace === pod.metadata.namespace &&
    (names.includes(metadata.name) || pod.spec?.volumes === undefined);
  return newestFailure(warningsAbout(scene.claims.filter(isPending))) ?? failure;
}

/** Warnings about earlier attempts are irrelevant once a copy exists. */
function copyTrouble({ jobs, copies }: SyncScene, warningsAbout: WarningsAbout): Diagnosis | undefined {
  const copy = copies.at(-1);
  if (jobs.length > 0 || copy === undefined || isMade(copy)) return undefined;
  const message = volumeSnapshotStatus(copy)?.error?.message;
  if (message !== undefined)
    return passing('volume-snapshot-failing', `the VolumeSnapshot cannot be created: ${plainLine(message)}`);
  return newestFailure(warningsAbout([copy]));
}

function isMade(copy: Copy): boolean {
  const { status } = copy;
  if (status !== undefined && 'phase' in status) return status.phase === 'Bound';
  return volumeSnapshotStatus(copy)?.readyToUse === true;
}

function errorTrouble({ source }: SyncScene): Diagnosis | undefined {
  const text = reconcileError(source);
  return text === undefined || !isSyncing(source) ? undefined : failureOfError(text);
}

/** From the newest Warning that is understood. */
function newestFailure(warnings: readonly KubeEvent[]): Diagnosis | undefined {
  return warnings
    .toSorted((a, b) => Date.parse(eventTime(a)) - Date.parse(eventTime(b)))
    .flatMap((event) => failureOfEvent(event) ?? [])
    .at(-1);
}
