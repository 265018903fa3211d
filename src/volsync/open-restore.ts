import type { KubeObject, ObjectMeta } from '../kube/objects.ts';

/**
 * Set on a ReplicationSource for as long as an in-place restore of its app is not over, so that everybody who looks at
 * the app sees it: its value is the name of the ConfigMap that tells how far it is.
 */
export const openRestoreAnnotation = 'volsyncctl/open-restore';

/** The journal of the restore that is open for an app; undefined where there is none. */
export function openRestoreOf({ metadata: { annotations = {} } }: KubeObject): string | undefined {
  return annotations[openRestoreAnnotation];
}

/** The name of the journal of an app; the same for all restores of it, so that there can be one only. */
export function journalName(app: string): string {
  return `volsyncctl-restore-${app}`;
}

/** What it means for an app. */
export const openRestoreMessage = 'a restore in place is not over: the app stands still, and nothing is backed up';

/** The command that tells how far it is. */
export function openRestoreStatus({ name, namespace = '' }: ObjectMeta): string {
  return `volsyncctl restore status ${name} -n ${namespace}`;
}
