import { timeText } from '../../text/time-text.ts';
import { savedBy } from '../../volsync/reported-snapshot.ts';
import { resources } from '../../volsync/resources.ts';
import { bare, type CompletionCandidate, type NameSources } from './candidates.ts';
import type { TypedLine } from './typed-line.ts';

/**
 * The snapshots of the app on the line, newest first: those that `snapshots` has cached within the last minutes, and
 * the one in VolSync's status. Reading the repository would need a pod.
 */
export async function snapshotIds(line: TypedLine, names: NameSources): Promise<readonly CompletionCandidate[]> {
  const latest = { value: 'latest', meaning: 'the newest snapshot' };
  const [word = ''] = line.words;
  const [, space, app] = /^(?:([^/:]+)\/)?([^/:]+)(?::.*)?$/.exec(word) ?? [];
  if (app === undefined) return [latest];
  const cluster = await names.cluster();
  const namespace = space ?? cluster.namespace;
  const { snapshots } = await names.completionCache();
  const [cached, reported] = await Promise.all([
    snapshots.recall([cluster.server, namespace, app]),
    reportedSnapshot(cluster, namespace, app).catch(() => []),
  ]);
  const seen = cached.map(({ id, time }) => ({ value: id, meaning: timeText(new Date(time)) }));
  return [latest, ...reported.filter(({ value }) => seen.every((one) => one.value !== value)), ...seen];
}

async function reportedSnapshot(
  cluster: Awaited<ReturnType<NameSources['cluster']>>,
  namespace: string,
  app: string,
): Promise<readonly CompletionCandidate[]> {
  const sources = await cluster.list(resources.replicationSources, { namespace });
  const source = sources.find(({ metadata }) => metadata.name === app);
  const id = source && savedBy(source);
  if (id === undefined) return [];
  const time = source?.status?.lastSyncTime;
  return [time === undefined ? bare(id) : { value: id, meaning: timeText(new Date(time)) }];
}
