import { Failure, isFailure } from '../../../../errors.ts';
import type { Cluster } from '../../../../kubernetes/cluster.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import { chosenSnapshot } from '../../../../restore/chosen-snapshot.ts';
import { safetyState } from './aftermath.ts';
import type { RestoreInPlacePorts } from './ports.ts';
import type { InPlaceOptions } from './plan.ts';
import { restoredSource } from './restored-source.ts';
import { shellCommand } from '../../../../shell-command.ts';

/**
 * Checks that the previous data still exists before a restore is rolled back: after that, it can no longer be resumed.
 * A Failure names the remaining options.
 */
export async function requireRollbackData(
  journal: RestoreJournal,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'find'>; readonly signal: AbortSignal },
): Promise<void> {
  const { safety, namespace, app } = journal;
  if (!needsRollbackData(journal)) return;
  if (safety.kind === 'none') {
    const message = `The data of ${namespace}/${app} from before the restore was not kept (--safety none): there is no way back to it.`;
    throw new Failure('refused', message, { hint: waysLeft(journal) });
  }
  if (safety.kind === 'backup') return;
  const state = await safetyState(journal, { cluster }, signal);
  const what = `VolumeSnapshot ${namespace}/${safety.volumeSnapshot}, which holds the data of ${namespace}/${app} from before the restore,`;
  if (state === 'gone') {
    throw new Failure('failed', `${what} is gone: there is no way back to that data; nothing was changed.`, {
      hint: waysLeft(journal),
    });
  }
  if (state === 'unknown') {
    throw new Failure('unknown', `${what} could not be looked up; nothing was changed.`, {
      hint: shellCommand`kubectl get volumesnapshot ${safety.volumeSnapshot} -n ${namespace}`,
    });
  }
}

/** The same for a backup (`--safety backup`): whether the repository can be reached, and still has that snapshot. */
export async function requireSafetyBackup(
  journal: RestoreJournal,
  options: InPlaceOptions,
  ports: RestoreInPlacePorts,
): Promise<void> {
  const { safety, namespace, app } = journal;
  if (safety.kind !== 'backup' || !needsRollbackData(journal)) return;
  const name = safety.snapshotId ?? '';
  try {
    const source = await restoredSource(journal, ports);
    const look = { ...options, command: 'restore', isChecked: true };
    await chosenSnapshot(source, { kind: 'snapshot', name }, look, ports);
  } catch (error) {
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    const what = `Snapshot ${name.slice(0, 8)}, which holds the data of ${namespace}/${app} from before the restore,`;
    throw new Failure(error.kind, `${what} could not be found in the repository; nothing was changed.`, {
      details: [error.message, ...error.details],
      hint: waysLeft(journal),
      missingRight: error.missingRight,
      cause: error,
    });
  }
}

/** Whether something may have been restored, and the previous data is not back. */
export function needsRollbackData({ steps, dataBack }: Pick<RestoreJournal, 'steps' | 'dataBack'>): boolean {
  return steps.restore !== undefined && dataBack === undefined;
}

function waysLeft({ namespace, app, direction }: RestoreJournal): readonly string[] {
  const on = shellCommand`resume: volsyncctl restore resume ${app} -n ${namespace}`;
  const leave = shellCommand`restore everything else: volsyncctl restore abort ${app} -n ${namespace} --leave-data`;
  return direction === 'aborting' ? [leave] : [on, leave];
}

/** A restore that is being rolled back is not resumed: its end would look like a restored app. */
export function refuseAborting({ direction, namespace, app }: RestoreJournal): void {
  if (direction !== 'aborting') return;
  throw new Failure('refused', `The restore of ${namespace}/${app} is being aborted, so it cannot be resumed.`, {
    hint: shellCommand`finish the abort: volsyncctl restore abort ${app} -n ${namespace}`,
  });
}
