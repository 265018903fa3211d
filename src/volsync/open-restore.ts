import type { KubeObject } from '../kube/objects.ts';
import type { RestoreJournal } from './restore-journal.ts';
import type { ReplicationSource } from './types.ts';

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
}

/** The restore that is open for the volume of a source; undefined where there is none. */
export function openRestoreOf({ metadata: { name, annotations = {} } }: KubeObject): OpenRestoreMark | undefined {
  const journal = annotations[openRestoreAnnotation];
  // Older versions marked the app itself and nothing else.
  return journal === undefined ? undefined : { journal, app: annotations[openRestoreAppAnnotation] ?? name };
}

/** The name of the journal of a PVC: as there can be one only, no two restores write into one volume. */
export function journalName(claim: string): string {
  return `volsyncctl-restore-${claim}`;
}

/** What it means for a source that is marked. */
export function openRestoreMessage(source: KubeObject): string {
  const app = openRestoreOf(source)?.app ?? source.metadata.name;
  const which =
    app === source.metadata.name ? 'a restore in place' : `a restore in place of ${app}, into the same PVC,`;
  return `${which} is not over: the app stands still, and nothing is backed up`;
}

/** The command that tells how far it is. */
export function openRestoreStatus(source: KubeObject): string {
  const { name, namespace = '' } = source.metadata;
  return `volsyncctl restore status ${openRestoreOf(source)?.app ?? name} -n ${namespace}`;
}

/** A restore that is open, by its journal. */
export interface OpenJournal extends Pick<RestoreJournal, 'namespace' | 'app' | 'claim'> {
  /** Of the ConfigMap. */
  readonly name: string;
}

/** The same sources, marked as the journals say: one that was created again, or later, has no mark of its own. */
export function markedSources(
  sources: readonly ReplicationSource[],
  journals: readonly OpenJournal[],
): readonly ReplicationSource[] {
  return sources.map((source) => {
    const journal = journals.find((each) => isOfVolume(source, each));
    if (journal === undefined || openRestoreOf(source) !== undefined) return source;
    const mark = { [openRestoreAnnotation]: journal.name, [openRestoreAppAnnotation]: journal.app };
    return { ...source, metadata: { ...source.metadata, annotations: { ...source.metadata.annotations, ...mark } } };
  });
}

/** The restores whose app is not among these sources: no source shows them. */
export function withoutSource(
  journals: readonly OpenJournal[],
  sources: readonly ReplicationSource[],
): readonly OpenJournal[] {
  return journals.filter(
    ({ namespace, app }) => !sources.some(({ metadata }) => metadata.namespace === namespace && metadata.name === app),
  );
}

function isOfVolume({ metadata, spec }: ReplicationSource, { namespace, app, claim }: OpenJournal): boolean {
  return metadata.namespace === namespace && (spec?.sourcePVC === claim || metadata.name === app);
}
