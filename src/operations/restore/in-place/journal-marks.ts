import { isFailure } from '../../../errors.ts';
import type { Cluster, ObjectKey } from '../../../kube/cluster.ts';
import { resources } from '../../../kube/resources.ts';
import { openRestoreAnnotation, openRestoreAppAnnotation, openRestoreOf } from '../../../volsync/open-restore.ts';
import type { RestoreJournal } from '../../../volsync/restore-journal.ts';

export interface MarkPorts {
  readonly cluster: Pick<Cluster, 'list' | 'patch'>;
}

/** An open restore, and the ConfigMap that tells how far it is. */
interface MarkedRestore {
  readonly journal: Pick<RestoreJournal, 'namespace' | 'app' | 'claim'>;
  readonly key: ObjectKey;
}

/** Marks every ReplicationSource of the volume, so that whoever looks at one of them sees the restore. Can be done again. */
export async function markSources({ journal, key }: MarkedRestore, ports: MarkPorts, signal: AbortSignal) {
  const { namespace, app, claim } = journal;
  const mark = { [openRestoreAnnotation]: key.name, [openRestoreAppAnnotation]: app };
  for (const source of await ports.cluster.list(resources.replicationSources, { namespace }, signal)) {
    const known = openRestoreOf(source);
    if (source.spec?.sourcePVC !== claim || (known?.journal === key.name && known.app === app)) continue;
    await annotate({ namespace, name: source.metadata.name }, mark, ports, signal);
  }
}

/** Takes the marks of a restore off, wherever they are. */
export async function clearMarks({ journal, key }: MarkedRestore, ports: MarkPorts, signal: AbortSignal) {
  const { namespace } = journal;
  for (const source of await ports.cluster.list(resources.replicationSources, { namespace }, signal)) {
    if (openRestoreOf(source)?.journal !== key.name) continue;
    await clearMark({ namespace, name: source.metadata.name }, ports, signal);
  }
}

/** Takes the mark off one source. */
export function clearMark(source: ObjectKey, ports: Pick<MarkPorts, 'cluster'>, signal: AbortSignal): Promise<void> {
  return annotate(source, { [openRestoreAnnotation]: null, [openRestoreAppAnnotation]: null }, ports, signal);
}

/** A source that is gone needs no mark. */
async function annotate(
  key: ObjectKey,
  annotations: Readonly<Record<string, string | null>>,
  { cluster }: MarkPorts,
  signal: AbortSignal,
): Promise<void> {
  try {
    await cluster.patch(resources.replicationSources, key, { metadata: { annotations } }, {}, signal);
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
}
