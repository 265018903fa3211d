import type { KubeObject } from '../kubernetes/objects.ts';
import type { RestoreJournal } from './restore-journal.ts';
import type { ReplicationSource } from './types.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Annotation on every ReplicationSource of a volume with an unfinished in-place restore, so that it is visible on each
 * of them. Its value is the name of the ConfigMap with the restore's progress (the journal).
 */
export const openRestoreAnnotation = 'volsyncctl/open-restore';

/** Annotation next to it: the app that is being restored. */
export const openRestoreAppAnnotation = 'volsyncctl/open-restore-app';

/** An unfinished restore, as the annotations of a ReplicationSource name it. */
export interface OpenRestoreMark {
  /** The name of the ConfigMap. */
  readonly journal: string;
  readonly app: string;
  /** Whether the journal is missing or cannot be parsed, so that the restore's progress is unknown. */
  readonly isLost: boolean;
}

/** Set by `markedSources` on its result, never in the cluster. */
const lostAnnotation = 'volsyncctl/open-restore-lost';

/** The unfinished restore of a source's volume; undefined if there is none. */
export function openRestoreOf({ metadata: { name, annotations = {} } }: KubeObject): OpenRestoreMark | undefined {
  const journal = annotations[openRestoreAnnotation];
  // Older versions annotated only the app itself.
  if (journal === undefined) return undefined;
  const app = annotations[openRestoreAppAnnotation] ?? name;
  return { journal, app, isLost: annotations[lostAnnotation] !== undefined };
}

/** The journal's name follows from the PVC: only one can exist, so two restores can never write to one volume. */
export function journalName(claim: string): string {
  return `volsyncctl-restore-${claim}`;
}

/** The PVC in a journal's name; older versions named the journal after the app. */
export function claimOfJournal(name: string): string {
  return name.replace(/^volsyncctl-restore-/, '');
}

/** What the unfinished restore means for a marked source. */
export function openRestoreMessage(source: KubeObject): string {
  const { app, journal, isLost } = openRestoreOf(source) ?? { app: source.metadata.name, journal: '', isLost: false };
  const which =
    app === source.metadata.name ? 'an in-place restore' : `an in-place restore of ${app}, into the same PVC,`;
  return isLost
    ? `${which} is unfinished, and its journal (ConfigMap ${journal}) is gone or unreadable: how far it got is unknown`
    : `${which} is unfinished: the app is down, and nothing is backed up`;
}

/** The command that shows the restore's progress. */
export function openRestoreStatus(source: KubeObject): string {
  const { name, namespace = '' } = source.metadata;
  return shellCommand`volsyncctl restore status ${openRestoreOf(source)?.app ?? name} -n ${namespace}`;
}

/** The unfinished restores, according to their ConfigMaps. */
export interface OpenJournals {
  readonly known: readonly OpenJournal[];
  /** Journals that could not be parsed. */
  readonly unread: readonly Omit<OpenJournal, 'app'>[];
  /** Whether all journals were read: a missing one is then proven to be gone. */
  readonly isComplete: boolean;
}

/** For when the journals were not read. */
export const noJournals: OpenJournals = { known: [], unread: [], isComplete: false };

/** An unfinished restore, according to its journal. */
export interface OpenJournal extends Pick<RestoreJournal, 'namespace' | 'app' | 'claim'> {
  /** Name of the ConfigMap. */
  readonly name: string;
}

/**
 * The same sources, marked according to the journals: a source that was created after the restore began has no mark of
 * its own, and a mark may be left whose journal is gone.
 */
export function markedSources(
  sources: readonly ReplicationSource[],
  journals: OpenJournals,
): readonly ReplicationSource[] {
  return sources.map((source) => withMark(source, journals));
}

function withMark(source: ReplicationSource, { known, unread, isComplete }: OpenJournals): ReplicationSource {
  const { namespace, name } = source.metadata;
  const mark = openRestoreOf(source);
  if (mark !== undefined) {
    const isIt = (journal: Omit<OpenJournal, 'app'>) =>
      journal.namespace === namespace && journal.name === mark.journal;
    const isLost = unread.some(isIt) || (isComplete && !known.some(isIt));
    return isLost ? annotated(source, { [lostAnnotation]: '' }) : source;
  }
  const journal = known.find((each) => isOfVolume(source, each));
  if (journal !== undefined) {
    return annotated(source, { [openRestoreAnnotation]: journal.name, [openRestoreAppAnnotation]: journal.app });
  }
  const lost = unread.find((each) => isOfVolume(source, { ...each, app: each.claim }));
  if (lost === undefined) return source;
  return annotated(source, {
    [openRestoreAnnotation]: lost.name,
    [openRestoreAppAnnotation]: name,
    [lostAnnotation]: '',
  });
}

function annotated(source: ReplicationSource, mark: Readonly<Record<string, string>>): ReplicationSource {
  return { ...source, metadata: { ...source.metadata, annotations: { ...source.metadata.annotations, ...mark } } };
}

/** The restores whose app is not among these sources. */
export function withoutSource({ known }: OpenJournals, sources: readonly ReplicationSource[]): readonly OpenJournal[] {
  return known.filter(
    ({ namespace, app }) => !sources.some(({ metadata }) => metadata.namespace === namespace && metadata.name === app),
  );
}

function isOfVolume({ metadata, spec }: ReplicationSource, { namespace, app, claim }: OpenJournal): boolean {
  return metadata.namespace === namespace && (spec?.sourcePVC === claim || metadata.name === app);
}
