import {
  stepNames,
  type SuspendedObject,
  type RestoreJournal,
  type StepName,
  type StoppedWorkload,
} from '../../../volsync/restore-journal.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { plainLine } from '../../../foreign-text.ts';
import { countText } from '../../../text/size.ts';

/** The label of each step. */
export const stepLabels: Readonly<Record<StepName, string>> = {
  keep: 'keep the current state',
  hold: 'suspend what undoes it',
  stop: 'stop the app',
  park: 'park the schedule',
  restore: 'restore with VolSync',
  check: 'compare every file',
};

/** `Kustomization flux-system/web`. */
export function suspendedObjectText({ kind, namespace, name }: SuspendedObject): string {
  return plainLine(`${kind} ${namespace}/${name}`);
}

/** `Deployment web (2 replicas)`. */
export function workloadText({ kind, name, replicas }: StoppedWorkload): string {
  return plainLine(`${kind} ${name} (${countText(replicas, 'replica')})`);
}

/** The copy of the previous data; undefined if there is none. */
export function safetyText({ safety, namespace }: RestoreJournal): string | undefined {
  switch (safety.kind) {
    case 'snapshot':
      return plainLine(`VolumeSnapshot ${namespace}/${safety.volumeSnapshot}`);
    case 'backup':
      return safety.snapshotId === null ? undefined : `snapshot ${shortId(safety.snapshotId)} in the repository`;
    case 'none':
      return undefined;
  }
}

/** Whether the data in the volume may be neither the previous data nor that of the snapshot. */
export function isVolumeTouched({ steps }: RestoreJournal): boolean {
  return steps.restore !== undefined;
}

/** The step that is not done, as `step 3 of 6, stop the app`. */
export function positionText({ steps, direction }: RestoreJournal): string {
  const open = direction === 'forward' ? stepNames.find((name) => steps[name] !== 'done') : lastOpen(steps);
  const doing = { forward: 'at', 'giving-back': 'undoing', aborting: 'rolling back,' }[direction];
  if (open === undefined) return direction === 'forward' ? 'before the first step' : 'at the end';
  return `${doing} step ${stepNames.indexOf(open) + 1} of ${stepNames.length}: ${stepLabels[open]}`;
}

function lastOpen(steps: RestoreJournal['steps']): StepName | undefined {
  return stepNames.toReversed().find((name) => steps[name] !== undefined && steps[name] !== 'given-back');
}
