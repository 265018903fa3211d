import type { Pod } from '../kubernetes/objects.ts';
import { sourceNames, moverContainer } from '../volsync/mover-names.ts';
import { startedContainers, type StartedContainer } from '../mover/mover-pods.ts';
import { volumeSnapshotStatus } from '../mover/diagnose-sync.ts';
import type { MoverState } from './app-watch.ts';
import type { MoverOutput } from './mover-output.ts';
import type { SyncPhase } from './trigger-event.ts';

/** The progress of a running sync: the latest step that was seen. */
export function phaseOf(state: MoverState, heard: (pod: string) => MoverOutput | undefined): SyncPhase {
  const pod = state.pods.at(-1);
  return pod === undefined ? copyPhase(state) : podPhase(pod, heard(pod.metadata.name));
}

function podPhase(pod: Pod, heard: MoverOutput | undefined): SyncPhase {
  const started = startedContainers(pod);
  const own = started.find(({ name }) => name === moverContainer);
  const hasFailed = (own?.terminated?.exitCode ?? 0) !== 0 || pod.status?.phase === 'Failed';
  if (hasFailed) return { kind: 'waiting-for-retry' };
  if (own === undefined) return beforeRestic(pod, started, heard);
  return own.terminated === undefined
    ? { kind: 'restic', pod: pod.metadata.name, stage: heard?.stage }
    : { kind: 'completing' };
}

function beforeRestic(
  { metadata: { name: pod } }: Pod,
  started: readonly StartedContainer[],
  heard: MoverOutput | undefined,
): SyncPhase {
  const running = started.findLast(({ terminated }) => terminated === undefined);
  if (running !== undefined) return { kind: 'init', pod, container: running.name, sleepSeconds: heard?.sleepSeconds };
  // There is a short gap between two containers.
  return started.length > 0 ? { kind: 'restic', pod, stage: undefined } : { kind: 'pod-waiting', pod };
}

function copyPhase({ source, jobs, copies }: MoverState): SyncPhase {
  const copy = copies.findLast(({ metadata }) => metadata.deletionTimestamp === undefined);
  const { copyMethod } = source.spec?.restic ?? {};
  if (copyMethod === 'Direct' || copyMethod === 'None')
    return { kind: jobs.length > 0 ? 'copied' : 'begun', copy: undefined };
  if (copy === undefined) return { kind: 'begun', copy: undefined };
  const { temporaryPVC } = sourceNames(source.metadata.name);
  if (copyMethod === 'Clone') return { kind: 'copied', copy: `clone ${temporaryPVC}` };
  const isReady = volumeSnapshotStatus(copy)?.readyToUse === true;
  return { kind: isReady ? 'copied' : 'copying', copy: `VolumeSnapshot ${temporaryPVC}` };
}
