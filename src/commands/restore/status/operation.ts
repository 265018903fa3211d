import { Failure } from '../../../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import { resources } from '../../../volsync/resources.ts';
import { creatorIn, type Creator, type CreatorState } from '../../../creator.ts';
import { claimState, type ClaimNow } from '../judgement/claim-identity.ts';
import type { Diagnosis } from '../../../volsync/diagnosis.ts';
import { leftParked } from '../../../volsync/left-parked.ts';
import { markedSources, openRestoreOf } from '../../../volsync/open-restore.ts';
import type { RestoreJournal } from '../../../volsync/restore-journal.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { journalsIn, journalsOf, type FoundJournal } from '../../../sources/find-journals.ts';
import { openJournalsOf, readableSources } from '../../../sources/open-restores.ts';
import { safetyState, type SafetyState } from '../in-place/operation/aftermath.ts';
import { withoutJournal } from '../in-place/operation/lost-journal.ts';
import { needsRollbackData } from '../in-place/operation/require-rollback-data.ts';
import { allowed } from '../../../kubernetes/allowed.ts';

export interface RestoreStatusPorts extends Omit<TimedContext<'find' | 'list'>, 'sleep'> {
  creatorStateOf(creator: Creator): CreatorState;
}

/** An unfinished in-place restore, and the state of the volsyncctl that last ran it. */
export interface OpenRestore {
  readonly journal: RestoreJournal;
  readonly holder: Creator | undefined;
  /** `running` only if it runs on this machine. */
  readonly fate: CreatorState;
  /** The present PVC with the journal's name; undefined if it may not be read. */
  readonly claim: ClaimNow | undefined;
  /** Whether the previous data still exists; `other` if it is not in a VolumeSnapshot, or no rollback is needed. */
  readonly safety: SafetyState;
}

/**
 * A journal that cannot be parsed, or is gone while a mark exists: what its restore has stopped and suspended is not
 * known.
 */
export interface UnreadableJournal {
  /** Of its ConfigMap. */
  readonly namespace: string;
  readonly name: string;
  readonly failure: Failure;
}

export interface RestoreStatusReport {
  readonly time: Date;
  readonly restores: readonly OpenRestore[];
  readonly unreadable: readonly UnreadableJournal[];
  /** Sources that a restore left parked, whose mark and journal are both gone. */
  readonly parked: readonly (ObjectKey & Diagnosis)[];
}

/** The unfinished in-place restores, oldest first; if apps are named, those of their volumes. */
export async function restoreStatus(
  { scope, apps }: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  ports: RestoreStatusPorts,
): Promise<RestoreStatusReport> {
  const { cluster, signal } = ports;
  const namespaces = apps === undefined ? [scope.namespace] : [...new Set(apps.map(({ namespace }) => namespace))];
  const [lists, sources] = await Promise.all([
    Promise.all(namespaces.map((namespace) => journalsIn({ namespace }, cluster, signal))),
    Promise.all(namespaces.map((namespace) => readableSources(namespace, ports))),
  ]);
  // A journal that was not requested need not be valid.
  const found = apps === undefined ? lists.flat() : ofApps(apps, lists.flat(), sources.flat());
  const read = await withClaims(found, ports);
  const lost = marksWithoutJournal(sources.flat(), lists.flat()).filter((each) => isAsked(each, apps));
  return {
    time: ports.now(),
    restores: read
      .filter((each) => 'journal' in each)
      .toSorted((a, b) => a.journal.startedAt.localeCompare(b.journal.startedAt)),
    unreadable: [...read.filter((each) => 'failure' in each), ...lost.map(withoutItsJournal)],
    parked: parkedIn(markedSources(sources.flat(), openJournalsOf(lists.flat())), apps),
  };
}

function parkedIn(
  sources: readonly ReplicationSource[],
  apps: readonly ObjectKey[] | undefined,
): RestoreStatusReport['parked'] {
  return sources.flatMap((source) => {
    const left = isAsked(source, apps) ? leftParked(source) : undefined;
    const { namespace = '', name } = source.metadata;
    return left === undefined ? [] : [{ namespace, name, ...left }];
  });
}

/** An app may share its volume with the one being restored; if sources may not be listed, that is not seen. */
function ofApps(
  apps: readonly ObjectKey[],
  found: readonly FoundJournal[],
  sources: readonly ReplicationSource[],
): readonly FoundJournal[] {
  const asked = apps.flatMap(({ namespace, name }) => {
    const source = sources.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
    return journalsOf(found, { namespace, app: name, claim: source?.spec?.sourcePVC });
  });
  return [...new Set(asked)];
}

/** ReplicationSources that are marked by a restore whose journal somebody has deleted. */
function marksWithoutJournal(
  sources: readonly ReplicationSource[],
  found: readonly FoundJournal[],
): readonly ReplicationSource[] {
  return sources.filter((source) => {
    const mark = openRestoreOf(source);
    const isIt = ({ map: { metadata } }: FoundJournal) =>
      metadata.namespace === source.metadata.namespace && metadata.name === mark?.journal;
    return mark !== undefined && !found.some(isIt);
  });
}

function isAsked(
  { metadata: { namespace, name } }: ReplicationSource,
  apps: readonly ObjectKey[] | undefined,
): boolean {
  return apps?.some((app) => app.namespace === namespace && app.name === name) ?? true;
}

function withoutItsJournal(source: ReplicationSource): UnreadableJournal {
  const { namespace = '', name } = source.metadata;
  return { namespace, name: openRestoreOf(source)?.journal ?? name, failure: withoutJournal(source) };
}

async function withClaims(
  found: readonly FoundJournal[],
  ports: RestoreStatusPorts,
): Promise<readonly (OpenRestore | UnreadableJournal)[]> {
  const { cluster, signal } = ports;
  const namespaces = [...new Set(found.map(({ map }) => map.metadata.namespace ?? ''))];
  const claims = new Map(
    await Promise.all(
      namespaces.map(async (namespace) => {
        const list = await allowed(cluster.list(resources.persistentVolumeClaims, { namespace }, signal));
        return [namespace, list] as const;
      }),
    ),
  );
  return Promise.all(
    found.map(async ({ map, journal }) => {
      const { name, namespace = '', annotations, creationTimestamp: openedAt } = map.metadata;
      if (journal instanceof Failure) return { namespace, name, failure: journal };
      const holder = creatorIn(annotations);
      const fate = holder === undefined ? 'elsewhere' : ports.creatorStateOf(holder);
      const safety = await safetyOf(journal, ports);
      const list = claims.get(namespace);
      if (list === undefined || 'why' in list) return { journal, holder, fate, claim: undefined, safety };
      const claim = list.value.find(({ metadata }) => metadata.name === journal.claim);
      const state = claimState(claim, { ...journal, openedAt });
      return { journal, holder, fate, claim: { state, uid: claim?.metadata.uid }, safety };
    }),
  );
}

/** Whether the safety copy that a journal names still exists, if it is needed. */
export function safetyOf(
  journal: RestoreJournal,
  { cluster, signal }: Pick<RestoreStatusPorts, 'signal'> & { readonly cluster: Pick<Cluster, 'find'> },
): Promise<SafetyState> {
  return needsRollbackData(journal) ? safetyState(journal, { cluster }, signal) : Promise.resolve('other');
}
