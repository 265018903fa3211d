import type { Pod, VolumeSnapshot } from '../../kube/objects.ts';
import { sourceNames } from '../../volsync/mover-names.ts';
import { dateOf } from '../../volsync/sync-state.ts';
import { startedContainers, waitingReason } from '../logs/mover-pods.ts';
import type { AppState, Copy } from './app-watch.ts';
import type { HeardMover } from './heard-mover.ts';
import type { SyncPhase } from './trigger-event.ts';

/** VolSync's own container in a mover's pod; others were put there by somebody else. */
export const moverContainer = 'restic';

/** How far a running sync is: the latest of its steps that was seen. */
export function phaseOf(state: AppState, heard: (pod: string) => HeardMover | undefined): SyncPhase {
  const pod = state.pods.at(-1);
  if (pod !== undefined) return podPhase(pod, heard(pod.metadata.name));
  if (state.jobs.length > 0) return { kind: 'no-pod' };
  return copyPhase(state);
}

function podPhase(pod: Pod, heard: HeardMover | undefined): SyncPhase {
  const { name } = pod.metadata;
  const started = startedContainers(pod);
  const own = started.find((container) => container.name === moverContainer);
  if (pod.status?.phase === 'Failed') return { kind: 'waiting-for-retry' };
  if (own?.terminated !== undefined)
    return own.terminated.exitCode === 0 ? { kind: 'completing' } : { kind: 'waiting-for-retry' };
  if (own !== undefined) return { kind: 'restic', pod: name, stage: heard?.stage };
  const init = started.findLast(({ terminated }) => terminated === undefined);
  if (init === undefined) return { kind: 'pod-waiting', pod: name, reason: waitingReason(pod)?.reason };
  return { kind: 'init', pod: name, container: init.name, sleepSeconds: heard?.sleepSeconds };
}

function copyPhase({ source, copies }: AppState): SyncPhase {
  const copy = copies.findLast(({ metadata }) => metadata.deletionTimestamp === undefined);
  const begun = dateOf(source.status?.lastSyncStartTime);
  if (copy === undefined) return { kind: 'begun' };
  const name = sourceNames(source.metadata.name).temporaryPVC;
  const isClone = source.spec?.restic?.copyMethod === 'Clone';
  const copyText = isClone ? `clone ${name}` : `VolumeSnapshot ${name}`;
  const isReady = isClone || volumeSnapshotStatus(copy)?.readyToUse === true;
  if (!isReady) return { kind: 'copying', copy: copyText };
  const created = dateOf(copy.metadata.creationTimestamp);
  const afterMs = created && begun && Math.max(0, created.getTime() - begun.getTime());
  return { kind: 'copied', copy: copyText, afterMs };
}

/** Undefined for a clone: its phase is not said here. */
export function volumeSnapshotStatus({ status }: Copy): VolumeSnapshot['status'] {
  return status === undefined || 'phase' in status ? undefined : (status as VolumeSnapshot['status']);
}
