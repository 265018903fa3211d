import type { KubeObject } from '../kube/objects.ts';

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
