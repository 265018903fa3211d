import { plain, rawText } from '../foreign-text.ts';
import type { KubeEvent } from '../kubernetes/objects.ts';
import { imageFailure } from './image-failure.ts';
import { unscheduled } from './mover-failure-pod.ts';
import { lasting, passing, type Diagnosis } from './diagnosis.ts';

/**
 * The problem that a Warning event reports about a pod (`who` in messages), its Job, volume or VolumeSnapshot;
 * undefined for other events.
 */
export function failureOfEvent({ reason = '', note = '', type }: KubeEvent, who = 'the mover'): Diagnosis | undefined {
  return type === 'Normal' ? undefined : judges[rawText(reason)]?.(plain(note), who);
}

/** A refusal to create an object, in the words of the API server. */
export function refusedCreation(message: string, who = 'the mover'): Diagnosis {
  if (/exceeded quota|must specify .* for: /.test(message)) {
    return passing('quota-exceeded', `the namespace's quota refuses ${who}: ${message}`);
  }
  return lasting('admission-refused', `the API server refuses ${who}: ${message}`);
}

const judges: Readonly<Record<string, (note: string, who: string) => Diagnosis | undefined>> = {
  // About ten seconds before the pod's status shows it.
  Failed: (note, who) =>
    note.startsWith('Failed to pull image') ? imageFailure(note, `an image of ${who}`) : undefined,
  FailedCreate: refusedCreation,
  FailedScheduling: unscheduled,
  FailedMount: mountFailure,
  FailedAttachVolume: mountFailure,
  FailedMapVolume: mountFailure,
  ProvisioningFailed: (note) => passing('volume-pending', `the volume cannot be provisioned: ${note}`),
  SnapshotCreationFailed: volumeSnapshotFailure,
  SnapshotContentCreationFailed: volumeSnapshotFailure,
  SnapshotContentMissing: volumeSnapshotFailure,
  GetSnapshotClassFailed: volumeSnapshotFailure,
  SetDefaultSnapshotClassFailed: volumeSnapshotFailure,
};

/**
 * A kubelet that learns of a pod before its PVCs retries some seconds later: such a volume counts as pending, and is
 * reported only after a while.
 */
function mountFailure(note: string, who: string): Diagnosis {
  if (/error processing PVC .*(?:no relationship found between node|PVC is not bound)/s.test(note)) {
    return passing('volume-pending', `a volume of ${who} is not ready on its node: ${firstLine(note)}`);
  }
  return passing('mount-failing', `a volume of ${who} cannot be mounted: ${firstLine(note)}`, otherLines(note));
}

function volumeSnapshotFailure(note: string): Diagnosis {
  return passing('volume-snapshot-failing', `the VolumeSnapshot cannot be created: ${note}`);
}

function firstLine(note: string): string {
  return note.split('\n', 1)[0] ?? '';
}

/** The kubelet puts the command and its output into the note, one per line. */
function otherLines(note: string): readonly string[] {
  return note
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '');
}
