import { isFailure } from '../../../../errors.ts';
import type { Cluster, ObjectKey } from '../../../../kubernetes/cluster.ts';
import { resources } from '../../../../volsync/resources.ts';
import { openRestoreAnnotation, openRestoreAppAnnotation, openRestoreOf } from '../../../../volsync/open-restore.ts';
import { journalCopyAnnotation, journalCopyOf } from '../../judgement/journal-copy.ts';
import type { RestoreJournal } from '../../../../volsync/restore-journal.ts';

export interface MarkPorts {
  readonly cluster: Pick<Cluster, 'list' | 'patch'>;
}

/** An unfinished restore, and the ConfigMap with its progress. */
interface MarkedRestore {
  readonly journal: RestoreJournal;
  readonly key: ObjectKey;
}

/**
 * Marks every ReplicationSource of the volume, so that the restore is visible on each of them, with a copy of the
 * journal in case that is deleted. Idempotent.
 */
export async function markSources({ journal, key }: MarkedRestore, ports: MarkPorts, signal: AbortSignal) {
  const { namespace, app, claim, run } = journal;
  const mark = {
    [openRestoreAnnotation]: key.name,
    [openRestoreAppAnnotation]: app,
    [journalCopyAnnotation]: JSON.stringify(journal),
  };
  for (const source of await ports.cluster.list(resources.replicationSources, { namespace }, signal)) {
    const isMarked = openRestoreOf(source)?.journal === key.name && journalCopyOf(source)?.run === run;
    if (source.spec?.sourcePVC !== claim || isMarked) continue;
    await annotate({ namespace, name: source.metadata.name }, mark, ports, signal);
  }
}

/** Removes the marks of a restore, wherever they are. */
export async function clearMarks({ journal, key }: MarkedRestore, ports: MarkPorts, signal: AbortSignal) {
  const { namespace } = journal;
  for (const source of await ports.cluster.list(resources.replicationSources, { namespace }, signal)) {
    if (openRestoreOf(source)?.journal !== key.name) continue;
    await clearMark({ namespace, name: source.metadata.name }, ports, signal);
  }
}

/** Whether a source is still marked with this restore: then nobody has ended it. */
export async function isMarked(
  { journal, key }: MarkedRestore,
  ports: Pick<MarkPorts, 'cluster'>,
  signal: AbortSignal,
) {
  const sources = await ports.cluster.list(resources.replicationSources, { namespace: journal.namespace }, signal);
  return sources.some(
    (source) =>
      openRestoreOf(source)?.journal === key.name && (journalCopyOf(source)?.run ?? journal.run) === journal.run,
  );
}

/** Removes the mark from one source. */
function clearMark(source: ObjectKey, ports: Pick<MarkPorts, 'cluster'>, signal: AbortSignal): Promise<void> {
  const none = { [openRestoreAnnotation]: null, [openRestoreAppAnnotation]: null, [journalCopyAnnotation]: null };
  return annotate(source, none, ports, signal);
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
