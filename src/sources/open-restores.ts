import { Failure, isFailure } from '../errors.ts';
import type { ObjectKey, Scope } from '../kubernetes/cluster.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import {
  markedSources,
  openRestoreMessage,
  openRestoreOf,
  openRestoreStatus,
  claimOfJournal,
  noJournals,
  type OpenJournal,
  type OpenJournals,
} from '../volsync/open-restore.ts';
import { resources } from '../volsync/resources.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';
import { journalsIn, type FoundJournal } from './find-journals.ts';
import { allowed } from '../kubernetes/allowed.ts';
import { shellCommand } from '../shell-command.ts';

type JournalPorts = ClusterContext<'list'>;

/** The unfinished restores in a namespace, or everywhere; if ConfigMaps may not be listed, only the marks show them. */
export async function openJournals(
  scope: Pick<Scope, 'namespace'>,
  { cluster, signal }: JournalPorts,
): Promise<OpenJournals> {
  const found = await allowed(journalsIn(scope, cluster, signal));
  return 'why' in found ? noJournals : openJournalsOf(found.value);
}

/** The same from journals that have all been read. */
export function openJournalsOf(all: readonly FoundJournal[]): OpenJournals {
  const named = all.map(({ map: { metadata }, journal }) => ({ ...metadata, journal }));
  return {
    known: named.flatMap(({ name, journal }) => (journal instanceof Failure ? [] : [{ ...journal, name }])),
    unread: named.flatMap(({ name, namespace = '', journal }) =>
      journal instanceof Failure ? [{ name, namespace, claim: claimOfJournal(name) }] : [],
    ),
    isComplete: true,
  };
}

/**
 * The source, marked if a restore of its volume is unfinished: its own mark may have been lost when it was recreated.
 */
export async function withOpenRestore(source: ReplicationSource, ports: JournalPorts): Promise<ReplicationSource> {
  return marked(source, await openJournals({ namespace: source.metadata.namespace }, ports));
}

/** The same if the journals of its namespace are known. */
export function marked(source: ReplicationSource, journals: OpenJournals): ReplicationSource {
  return markedSources([source], journals)[0] ?? source;
}

/** An unfinished restore whose ReplicationSource is gone: nothing else would show it. */
export function openWithoutSource(
  { namespace, app, claim }: OpenJournal,
  kind: 'unprotected' | 'not-found' = 'unprotected',
): Failure {
  const message = `A restore of ${namespace}/${app} into PVC ${claim} is open, and its ReplicationSource is gone.`;
  return new Failure(kind, message, { hint: shellCommand`volsyncctl restore status ${app} -n ${namespace}` });
}

/** Warns about each source with an unfinished in-place restore: whoever looks at an app has to know that first. */
export function reportOpenRestores(
  sources: readonly (ReplicationSource | undefined)[],
  ports: Pick<HelperPodPorts, 'report'>,
): void {
  for (const source of sources) {
    if (source === undefined || openRestoreOf(source) === undefined) continue;
    const { name, namespace = '' } = source.metadata;
    const hint = openRestoreStatus(source);
    ports.report({ type: 'warning', app: { namespace, name }, words: openRestoreMessage(source), hint });
  }
}

/**
 * The same for a PVC, whichever app it belongs to: by the marks of its sources, and by the journals if those are gone
 * or name another PVC now.
 */
export async function reportOpenRestoreInto(
  claim: ObjectKey,
  ports: JournalPorts & Pick<HelperPodPorts, 'report'>,
): Promise<void> {
  reportOpenRestores([await openRestoreInto(claim, ports)], ports);
}

/** Refuses to write to a PVC with an unfinished in-place restore, whichever app it belongs to. */
export async function refuseOpenRestoreInto(claim: ObjectKey, ports: JournalPorts): Promise<void> {
  const open = await openRestoreInto(claim, ports);
  if (open === undefined) return;
  const message = `Nothing else may write to PVC ${claim.namespace}/${claim.name}: ${openRestoreMessage(open)}.`;
  throw new Failure('refused', message, { hint: openRestoreStatus(open) });
}

/** A source of the PVC, or a substitute, whose mark names the unfinished restore. */
async function openRestoreInto(
  { namespace, name: claim }: ObjectKey,
  ports: JournalPorts,
): Promise<ReplicationSource | undefined> {
  const [all, journals] = await Promise.all([readableSources(namespace, ports), openJournals({ namespace }, ports)]);
  const sources = all.filter(({ spec }) => spec?.sourcePVC === claim);
  const standIn = { metadata: { namespace, name: claim }, spec: { sourcePVC: claim } };
  return markedSources([...sources, standIn], journals).find((source) => openRestoreOf(source) !== undefined);
}

/** The sources of a namespace, or all; none if they may not be listed, or VolSync is not installed. */
export async function readableSources(
  namespace: string | undefined,
  { cluster, signal }: JournalPorts,
): Promise<readonly ReplicationSource[]> {
  try {
    return await cluster.list(resources.replicationSources, { namespace }, signal);
  } catch (error) {
    if (!isFailure(error, 'forbidden', 'not-found')) throw error;
    return [];
  }
}
