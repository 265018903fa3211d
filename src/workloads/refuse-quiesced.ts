import { Failure } from '../errors.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import { unquiesceCommand } from '../volsync/open-quiesce.ts';
import { quiesceJournalOf, type QuiesceJournal } from '../volsync/quiesce-journal.ts';
import { resources } from '../volsync/resources.ts';
import type { StoppedWorkload } from '../volsync/restore-journal.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { ClaimLocation } from './find-workloads.ts';

/**
 * Throws if a `trigger --quiesce` of this volume, or of one of these workloads, is unfinished: what it has stopped
 * would be taken for stopped before, and would be started too early.
 */
export async function refuseQuiesced(
  { namespace, claim, workloads }: ClaimLocation & { readonly workloads: readonly StoppedWorkload[] },
  { cluster, signal }: ClusterContext<'list'>,
): Promise<void> {
  for (const source of await cluster.list(resources.replicationSources, { namespace }, signal)) {
    const open = quiesceJournalOf(source);
    if (open === undefined) continue;
    const isShared = open.workloads.some(({ uid }) => workloads.some((each) => each.uid === uid));
    if (open.claim === claim || isShared) throw alreadyQuiesced(source, open);
  }
}

/** An app is quiesced by one process at a time. */
export function alreadyQuiesced(source: ReplicationSource, { startedAt, creator }: QuiesceJournal): Failure {
  const { name, namespace = '' } = source.metadata;
  const message = `A trigger --quiesce of ${namespace}/${name} that began at ${startedAt} is running or was interrupted.`;
  return new Failure('refused', message, {
    details: [`It was started by process ${creator.pid} on ${creator.hostname}.`],
    hint: `once that process has ended: ${unquiesceCommand(source)}`,
  });
}
