import type { KubeObject } from '../kubernetes/objects.ts';
import type { RestoreJournal } from './restore-journal.ts';
import type { ReplicationSource } from './types.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Set on every ReplicationSource of a volume for as long as an in-place restore into that volume is not over, so that
 * everybody who looks at one of them sees it: its value is the name of the ConfigMap that tells how far it is.
 */
export const openRestoreAnnotation = 'volsyncctl/open-restore';

/** Beside it: the app whose restore that is. */
export const openRestoreAppAnnotation = 'volsyncctl/open-restore-app';

/** An open restore, as the mark on a ReplicationSource names it. */
export interface OpenRestoreMark {
  /** The name of the ConfigMap. */
  readonly journal: string;
  readonly app: string;
  /** The ConfigMap is not there, or not understood: how far the restore is is not known. */
  readonly isLost: boolean;
}

/** Set by `markedSources` on what it returns, never in the cluster. */
const lostAnnotation = 'volsyncctl/open-restore-lost';

/** The restore that is open for the volume of a source; undefined where there is none. */
export function openRestoreOf({ metadata: { name, annotations = {} } }: KubeObject): OpenRestoreMark | undefined {
  const journal = annotations[openRestoreAnnotation];
  // Older versions marked the app itself and nothing else.
  if (journal === undefined) return undefined;
  const app = annotations[openRestoreAppAnnotation] ?? name;
  return { journal, app, isLost: annotations[lostAnnotation] !== undefined };
}

/** The name of the journal of a PVC: as there can be one only, no two restores write into one volume. */
export function journalName(claim: string): string {
  return `volsyncctl-restore-${claim}`;
}

/** The PVC that the name of a journal tells; older versions named it by the app. */
export function claimOfJournal(name: string): string {
  return name.replace(/^volsyncctl-restore-/, '');
}

/** What it means for a source that is marked. */
export function openRestoreMessage(source: KubeObject): string {
  const { app, journal, isLost } = openRestoreOf(source) ?? { app: source.metadata.name, journal: '', isLost: false };
  const which =
    app === source.metadata.name ? 'an in-place restore' : `an in-place restore of ${app}, into the same PVC,`;
  return isLost
    ? `${which} is unfinished, and its journal (ConfigMap ${journal}) is gone or unreadable: how far it got is unknown`
    : `${which} is unfinished: the app is down, and nothing is backed up`;
}

/** The command that tells how far it is. */
export function openRestoreStatus(source: KubeObject): string {
  const { name, namespace = '' } = source.metadata;
  return shellCommand`volsyncctl restore status ${openRestoreOf(source)?.app ?? name} -n ${namespace}`;
}

/** The restores that are open, as far as ConfigMaps tell. */
export interface OpenJournals {
  readonly known: readonly OpenJournal[];
  /** Journals that are not understood. */
  readonly unread: readonly Omit<OpenJournal, 'app'>[];
  /** All journals were looked at: one that is not among them is gone. */
  readonly isComplete: boolean;
}

/** Where nobody has looked. */
export const noJournals: OpenJournals = { known: [], unread: [], isComplete: false };

/** A restore that is open, by its journal. */
export interface OpenJournal extends Pick<RestoreJournal, 'namespace' | 'app' | 'claim'> {
  /** Of the ConfigMap. */
  readonly name: string;
}

/**
 * The same sources, marked as the journals say: one that was created again, or later, has no mark of its own; and one may have
 * a mark whose journal is gone.
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

/** The restores whose app is not among these sources: no source shows them. */
export function withoutSource({ known }: OpenJournals, sources: readonly ReplicationSource[]): readonly OpenJournal[] {
  return known.filter(
    ({ namespace, app }) => !sources.some(({ metadata }) => metadata.namespace === namespace && metadata.name === app),
  );
}

function isOfVolume({ metadata, spec }: ReplicationSource, { namespace, app, claim }: OpenJournal): boolean {
  return metadata.namespace === namespace && (spec?.sourcePVC === claim || metadata.name === app);
}
