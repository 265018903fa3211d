import { openRestoreMessage, openRestoreOf, openRestoreStatus } from '../volsync/open-restore.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { HelperPodPorts } from './helper-pod/ports.ts';

/** Says of each of these whose restore in place is not over: whoever looks at an app first has to know. */
export function tellOpenRestores(
  sources: readonly (ReplicationSource | undefined)[],
  ports: Pick<HelperPodPorts, 'tell'>,
): void {
  for (const source of sources) {
    if (source === undefined || openRestoreOf(source) === undefined) continue;
    const { name, namespace = '' } = source.metadata;
    const hint = openRestoreStatus(source);
    ports.tell({ type: 'warning', app: { namespace, name }, words: openRestoreMessage(source), hint });
  }
}
