import { Failure } from '../../../../errors.ts';
import type { Cluster } from '../../../../kubernetes/cluster.ts';
import { resources } from '../../../../volsync/resources.ts';
import { giveBackCommands, journalCopyOf, journalToGiveBack, unmarkCommand } from '../../judgement/journal-copy.ts';
import { openRestoreOf } from '../../../../volsync/open-restore.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import { safetySnapshotNames } from '../../../../sources/safety-snapshot-names.ts';
import { shellCommand } from '../../../../shell-command.ts';

/** The process that runs a restore can no longer write its journal, and no command can continue it. */
export class LostJournal extends Failure {}

/**
 * For a journal that is gone together with its marks, or cannot be written again: the commands that release everything.
 */
export function endedElsewhere(journal: RestoreJournal, cause: unknown): LostJournal {
  const { namespace, app, claim, safety } = journal;
  const message = `The journal of the restore of ${namespace}/${app} is gone: the restore was finished elsewhere, or the journal was deleted. This volsyncctl stops.`;
  const net = safety.kind === 'snapshot' ? [`The data from before is in VolumeSnapshot ${safety.volumeSnapshot}.`] : [];
  return new LostJournal('unknown', message, {
    details: [
      `What the restore stopped and suspended may still be so, and pvc/${claim} may be half restored.`,
      ...net,
      'These commands restore everything but the data:',
    ],
    hint: giveBackCommands(journal),
    cause,
  });
}

/**
 * For a marked ReplicationSource whose journal somebody has deleted: the progress of the restore is unknown. The mark
 * stays, because nothing else shows it.
 */
export function withoutJournal(source: ReplicationSource): Failure {
  const { name, namespace = '' } = source.metadata;
  const { app, journal: map } = openRestoreOf(source) ?? { app: name, journal: '' };
  const copy = journalCopyOf(source);
  const message = `A restore of ${namespace}/${app} is open, and its journal is gone (ConfigMap ${map}).`;
  const details = ['How far it got is not known: the app may be stopped, its schedule parked, its data half restored.'];
  if (copy === undefined) {
    return new Failure('unknown', message, {
      details,
      hint: [
        shellCommand`look at what may be stopped: kubectl get deployments,statefulsets,replicationsources -n ${namespace}`,
        `once everything is restored by hand: ${unmarkCommand(namespace, name)}`,
      ],
    });
  }
  return new Failure('unknown', message, {
    details: [
      ...details,
      `It began at ${copy.startedAt} with snapshot ${copy.snapshot.id.slice(0, 8)} into pvc/${copy.claim}.`,
    ],
    hint: shellCommand`restore everything but the data: volsyncctl restore abort ${app} -n ${namespace} --leave-data`,
  });
}

/** What has to be undone of such a restore, from the copy in its mark, with the safety copy that still exists. */
export async function journalFromMark(
  copy: RestoreJournal,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'exists'>; readonly signal: AbortSignal },
): Promise<RestoreJournal> {
  const journal = journalToGiveBack(copy);
  const { safety, namespace, app, run } = journal;
  if (safety.kind !== 'snapshot') return journal;
  // The later ones contain what was written until the app stopped.
  for (const volumeSnapshot of safetySnapshotNames(app, run).toReversed()) {
    const isThere = await cluster.exists(resources.volumeSnapshots, { namespace, name: volumeSnapshot }, signal);
    if (isThere) return { ...journal, safety: { ...safety, volumeSnapshot } };
  }
  return journal;
}
