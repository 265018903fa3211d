import { Failure } from '../../../errors.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import type { RestoreJournal } from '../../../volsync/restore-journal.ts';
import { safetyState } from './aftermath.ts';

/**
 * Looks whether the data from before a restore is still kept, before the restore is turned around: once it is, it can no
 * longer be resumed. A Failure names the ways that are left.
 */
export async function requireWayBack(
  journal: RestoreJournal,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'find'>; readonly signal: AbortSignal },
): Promise<void> {
  const { safety, steps, namespace, app, dataBack } = journal;
  if (steps.restore === undefined || dataBack !== undefined) return;
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
      hint: `kubectl get volumesnapshot ${safety.volumeSnapshot} -n ${namespace}`,
    });
  }
}

function waysLeft({ namespace, app, direction }: RestoreJournal): readonly string[] {
  const on = `go on: volsyncctl restore resume ${app} -n ${namespace}`;
  const leave = `give all else back: volsyncctl restore abort ${app} -n ${namespace} --leave-data`;
  return direction === 'aborting' ? [leave] : [on, leave];
}

/** A restore that is on its way back is not resumed: its end would pass for a restored app. */
export function refuseAborting({ direction, namespace, app }: RestoreJournal): void {
  if (direction !== 'aborting') return;
  throw new Failure('refused', `The restore of ${namespace}/${app} is being aborted, so it cannot be resumed.`, {
    hint: `finish that: volsyncctl restore abort ${app} -n ${namespace}`,
  });
}
