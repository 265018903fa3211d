import type { KubeObject, Pod } from '../../kube/objects.ts';
import { eventTime } from '../../volsync/event-time.ts';
import { failureOfError } from '../../volsync/mover-failure-error.ts';
import { failureOfEvent } from '../../volsync/mover-failure-event.ts';
import { failureOfPendingPod } from '../../volsync/mover-failure-pod.ts';
import { passing, type MoverFailure } from '../../volsync/mover-failure.ts';
import { controllerError, isSyncing } from '../../volsync/sync-state.ts';
import { startedContainers } from '../logs/mover-pods.ts';
import type { MoverState } from './app-watch.ts';
import { volumeSnapshotStatus } from './sync-phase.ts';

/** Something that is wrong with a sync. `isCertain`: no need to look whether it is gone in a moment. */
export interface Trouble {
  readonly failure: MoverFailure;
  readonly isCertain: boolean;
}

/** What is wrong now, nearest to the data first; `failures` are those of the pods that have failed, by uid. */
export function troubleOf(state: MoverState, failures: ReadonlyMap<string, MoverFailure>): Trouble | undefined {
  const failed = failedPods(state, failures);
  if (failed !== undefined) return { failure: failed, isCertain: true };
  const failure = pauseTrouble(state) ?? podTrouble(state) ?? copyTrouble(state) ?? errorTrouble(state);
  return failure && { failure, isCertain: failure.reason === 'image-not-pullable' };
}

/** A pod that tries again says nothing new until it has ended. What nobody understands is lasting when it comes twice. */
function failedPods({ pods }: MoverState, failures: ReadonlyMap<string, MoverFailure>): MoverFailure | undefined {
  const known = pods.flatMap(({ metadata }) => failures.get(metadata.uid ?? '') ?? []);
  const [before, last] = [known.at(-2), known.at(-1)];
  if (last?.reason !== 'failing' || before?.message !== last.message) return last;
  return { ...last, canHeal: false };
}

function pauseTrouble({ source }: MoverState): MoverFailure | undefined {
  if (source.spec?.paused !== true) return undefined;
  return passing('paused', 'spec.paused was set meanwhile: the mover waits until it is false again');
}

function podTrouble(state: MoverState): MoverFailure | undefined {
  const pod = state.pods.at(-1);
  const job = state.jobs.at(-1);
  if (pod === undefined) return job && (job.status?.succeeded ?? 0) === 0 ? eventTrouble(state, [job]) : undefined;
  if (pod.status?.phase !== 'Pending') return undefined;
  const started = startedContainers(pod);
  if (started.length === 0) return volumeTrouble(state, pod) ?? eventTrouble(state, [pod]);
  return started.every(({ terminated }) => terminated !== undefined) ? betweenContainers(state, pod) : undefined;
}

/** What was in the way of the first container is over; the image of the next may be. */
function betweenContainers(state: MoverState, pod: Pod): MoverFailure | undefined {
  const failure = failureOfPendingPod(pod) ?? eventTrouble(state, [pod]);
  return failure?.reason === 'image-not-pullable' || failure?.reason === 'failing' ? failure : undefined;
}

/** That a volume is pending is the pod's word; why, the volume's. */
function volumeTrouble(state: MoverState, pod: Pod): MoverFailure | undefined {
  const failure = failureOfPendingPod(pod);
  if (failure?.reason !== 'volume-pending') return failure;
  return (
    eventTrouble(
      state,
      state.claims.filter(({ status }) => status?.phase === 'Pending'),
    ) ?? failure
  );
}

function copyTrouble(state: MoverState): MoverFailure | undefined {
  if (state.jobs.length > 0) return undefined;
  const copy = state.copies.at(-1);
  const message = copy && volumeSnapshotStatus(copy)?.error?.message;
  if (message !== undefined) return passing('volume-snapshot-failing', `the VolumeSnapshot cannot be made: ${message}`);
  return eventTrouble(state, copy === undefined ? [] : [copy]);
}

function errorTrouble({ source }: MoverState): MoverFailure | undefined {
  const text = controllerError(source);
  return text === undefined || !isSyncing(source) ? undefined : failureOfError(text);
}

/** The newest Warning about one of these objects that says something. */
function eventTrouble({ warnings }: MoverState, objects: readonly KubeObject[]): MoverFailure | undefined {
  const uids = objects.map(({ metadata }) => metadata.uid);
  return warnings
    .filter(({ regarding }) => regarding?.uid !== undefined && uids.includes(regarding.uid))
    .toSorted((a, b) => Date.parse(eventTime(a)) - Date.parse(eventTime(b)))
    .flatMap((event) => failureOfEvent(event) ?? [])
    .at(-1);
}
