import { Failure } from '../../../errors.ts';
import type { JsonPatchStep, ObjectKey } from '../../../kubernetes/cluster.ts';
import { changeObject } from '../../../kubernetes/change-object.ts';
import { openQuiesceAnnotation } from '../../../volsync/open-quiesce.ts';
import { quiesceJournalOf, type QuiesceJournal } from '../../../volsync/quiesce-journal.ts';
import { resources } from '../../../volsync/resources.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { alreadyQuiesced } from '../../../workloads/refuse-quiesced.ts';
import type { QuiescePorts } from './ports.ts';

type JournalPorts = Pick<QuiescePorts, 'cluster' | 'signal'>;

const path = `/metadata/annotations/${openQuiesceAnnotation.replace('/', '~1')}`;

/** Writes the journal on the source, before anything is stopped. Throws a Failure if there is another journal. */
export async function openQuiesceJournal(app: ObjectKey, journal: QuiesceJournal, ports: JournalPorts): Promise<void> {
  const decide = (source: ReplicationSource): readonly JsonPatchStep[] => {
    const open = quiesceJournalOf(source);
    if (open?.run === journal.run) return [];
    if (open !== undefined) throw alreadyQuiesced(source, open);
    const { annotations } = source.metadata;
    return [
      ...(annotations === undefined ? [{ op: 'add' as const, path: '/metadata/annotations', value: {} }] : []),
      { op: 'add', path, value: JSON.stringify(journal) },
    ];
  };
  const done = await changeObject(resources.replicationSources, app, decide, ports);
  if (done !== undefined) return;
  throw new Failure('not-found', `The ReplicationSource ${app.namespace}/${app.name} was deleted.`);
}

/** Removes the journal after everything was restored. Another journal, or none, is left as it is. */
export async function closeQuiesceJournal(app: ObjectKey, { run }: QuiesceJournal, ports: JournalPorts): Promise<void> {
  const decide = (source: ReplicationSource): readonly JsonPatchStep[] =>
    quiesceJournalOf(source)?.run === run ? [{ op: 'remove', path }] : [];
  await changeObject(resources.replicationSources, app, decide, ports);
}
