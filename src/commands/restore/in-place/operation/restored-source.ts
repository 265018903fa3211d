import { Failure } from '../../../../errors.ts';
import { resources } from '../../../../volsync/resources.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';
import type { ReplicationSource, ResticSource } from '../../../../volsync/types.ts';
import type { ClaimPorts } from './restored-claim.ts';
import { shellCommand } from '../../../../shell-command.ts';

/**
 * The ReplicationSource of a restore: it determines the mover, its user, and the repository. If it was deleted, the
 * copy in the journal. Throws a Failure `refused` if it now names another PVC: nothing of it may be used for this
 * restore.
 */
export async function restoredSource(journal: RestoreJournal, ports: ClaimPorts): Promise<ReplicationSource> {
  const { namespace, app, claim, source } = journal;
  const live = await liveSource(journal, ports);
  if (live !== undefined) return live;
  if (source === undefined) {
    throw new Failure('not-found', `ReplicationSource ${namespace}/${app} was deleted while its restore was open.`, {
      hint: [
        'create it again, and run the same command once more',
        shellCommand`leave the data, restore everything else: volsyncctl restore abort ${app} -n ${namespace} --leave-data`,
      ],
    });
  }
  const restic = source.restic as ResticSource;
  return { metadata: { namespace, name: app, uid: source.uid }, spec: { sourcePVC: claim, restic } };
}

/** Throws if the ReplicationSource exists and names another PVC than the journal. */
export async function refuseOtherTarget(journal: RestoreJournal, ports: ClaimPorts): Promise<void> {
  await liveSource(journal, ports);
}

async function liveSource(
  { namespace, app, claim }: RestoreJournal,
  { cluster, signal }: ClaimPorts,
): Promise<ReplicationSource | undefined> {
  const live = await cluster.find(resources.replicationSources, { namespace, name: app }, signal);
  const now = live?.spec?.sourcePVC;
  if (live === undefined || now === claim) return live;
  const patch = JSON.stringify({ spec: { sourcePVC: claim } });
  const message = `The open restore of ${namespace}/${app} is of PVC ${claim}, and ReplicationSource ${app} is now of PVC ${now ?? '(none)'}.`;
  throw new Failure('refused', message, {
    hint: [
      shellCommand`point it at ${claim} again: kubectl patch replicationsource ${app} -n ${namespace} --type merge -p ${patch}`,
      shellCommand`leave the data, restore everything else: volsyncctl restore abort ${app} -n ${namespace} --leave-data`,
    ],
  });
}
