import { Failure, isFailure } from '../../../errors.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { withClaimLease } from '../../../sources/claim-lease.ts';
import { notFound } from '../../../sources/not-found.ts';
import { unquiesceCommand } from '../../../volsync/open-quiesce.ts';
import { quiesceJournalOf, type QuiesceJournal } from '../../../volsync/quiesce-journal.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { resources } from '../../../volsync/resources.ts';
import { quiesceLease } from './plan.ts';
import { shellCommand } from '../../../shell-command.ts';
import { runAfter } from './exec-quieting.ts';
import { closeQuiesceJournal } from './journal.ts';
import type { QuiescePorts } from './ports.ts';
import { ScaledDown } from './scaled-down.ts';

/** The workloads that were started again. */
export interface Unquiesced {
  readonly app: ObjectKey;
  readonly journal: QuiesceJournal;
  /** Why the app is not ready; undefined if it is. */
  readonly notReady: Failure | undefined;
}

/** Restores what an interrupted `trigger --quiesce` has stopped, from its journal alone. */
export async function unquiesce(app: ObjectKey, timeoutMs: number, ports: QuiescePorts): Promise<Unquiesced> {
  const { cluster, signal } = ports;
  const source = await cluster.find(resources.replicationSources, app, signal);
  if (source === undefined) throw await notFound(cluster, resources.replicationSources, app, signal);
  const journal = quiesceJournalOf(source);
  if (journal === undefined) {
    const message = `No trigger --quiesce of ${app.namespace}/${app.name} was interrupted: there is nothing to start again.`;
    throw new Failure('not-found', message, { hint: shellCommand`volsyncctl status ${app.name} -n ${app.namespace}` });
  }
  const { creator } = journal;
  if (ports.creatorStateOf(creator) === 'running') {
    throw new Failure('refused', `Another volsyncctl is quiescing ${app.namespace}/${app.name}.`, {
      hint: `wait for it, or stop it with Ctrl-C: it is process ${creator.pid} on ${creator.hostname}`,
    });
  }
  const { repository } = source.spec?.restic ?? {};
  const lease = quiesceLease('trigger --unquiesce', { app, journal, repository });
  return withClaimLease(lease, ports, () => released({ app, journal, source }, timeoutMs, ports));
}

async function released(
  { app, journal, source }: Pick<Unquiesced, 'app' | 'journal'> & { readonly source: ReplicationSource },
  timeoutMs: number,
  ports: QuiescePorts,
): Promise<Unquiesced> {
  const { signal } = ports;
  const { after } = journal;
  const scaled = new ScaledDown(app.namespace, journal, timeoutMs, ports);
  try {
    await scaled.release(signal);
    if (after !== null) await runAfter(app.namespace, after, ports, signal);
    await closeQuiesceJournal(app, journal, ports);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { kind, message, details, missingRight } = error;
    const hint = unquiesceCommand(source);
    throw new Failure(kind, message, { details: [...details, 'The journal stays open.'], hint, missingRight });
  }
  return { app, journal, notReady: await becomeReady(scaled, signal) };
}

async function becomeReady(scaled: ScaledDown, signal: AbortSignal): Promise<Failure | undefined> {
  try {
    await scaled.ready(signal);
    return undefined;
  } catch (error) {
    if (isFailure(error, 'failed', 'timeout')) return error;
    throw error;
  }
}
