import { allowed } from '../kubernetes/allowed.ts';
import { readSnapshots, type Snapshot } from '../restic/snapshots.ts';
import type { StepLog } from '../restic/step-log.ts';
import { isBareRepository } from '../volsync/repository-source.ts';
import { resources } from '../volsync/resources.ts';
import { isSyncing, lastSyncedAt } from '../volsync/sync-state.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { RepositoryPorts, SeenRepository } from './list-snapshots.ts';

type Seen = Extract<SeenRepository, { readonly kind: 'seen' }>;

/** The restic steps that `concurrentWriters` needs. */
export const concurrentWriterSteps = [
  { name: 'snapshots', args: ['snapshots', '--json'] },
  { name: 'locks', args: ['list', 'locks', '--quiet'] },
] as const;

/** The present sources in the namespaces of repositories, as far as they may be read. */
export async function sourcesNow(
  seen: readonly Seen[],
  { cluster, signal }: RepositoryPorts,
): Promise<readonly ReplicationSource[]> {
  const namespaces = new Set(seen.map(({ source }) => source.metadata.namespace));
  const lists = [...namespaces].map((namespace) =>
    allowed(cluster.list(resources.replicationSources, { namespace }, signal)),
  );
  return (await Promise.all(lists)).flatMap((list) => ('value' in list ? list.value : []));
}

/** Who else may have used a repository since it was read, which can look like damage; undefined if nobody did. */
export function concurrentWriters(
  before: Seen,
  log: StepLog | undefined,
  sources: readonly ReplicationSource[],
): string | undefined {
  return lockedMeanwhile(log) ?? syncedMeanwhile(before, log, sources);
}

function lockedMeanwhile(log: StepLog | undefined): string | undefined {
  const locks = log?.steps.find(({ name, exitCode }) => name === 'locks' && exitCode === 0);
  if (locks === undefined) return 'whether it is locked could not be determined';
  return locks.output.length === 0 ? undefined : 'the repository is locked, perhaps by a running process';
}

/**
 * Pruning removes data that a check is about to read, and data saved during the check is in no index that it has read.
 * A sync that fails because of the damage runs forever: as long as it saves and removes nothing, it does not explain
 * the damage.
 */
function syncedMeanwhile(
  { source: before, snapshots }: Seen,
  log: StepLog | undefined,
  sources: readonly ReplicationSource[],
): string | undefined {
  // Only the repository itself shows who saves to it.
  if (isBareRepository(before)) return isUnchanged(snapshots, log) ? undefined : 'it changed during the check';
  const now = sources.find(({ metadata }) => metadata.uid === before.metadata.uid);
  if (now === undefined) return 'whether a sync ran during the check could not be determined';
  const hasSynced = lastSyncedAt(now)?.getTime() !== lastSyncedAt(before)?.getTime();
  if (hasSynced) return 'a sync ran during the check';
  if (!isSyncing(before) && !isSyncing(now)) return undefined;
  return isUnchanged(snapshots, log) ? undefined : 'a sync ran during the check';
}

function isUnchanged(before: readonly Snapshot[], log: StepLog | undefined): boolean {
  const listed = log?.steps.find(({ name, exitCode }) => name === 'snapshots' && exitCode === 0);
  if (listed === undefined) return false;
  try {
    const ids = (snapshots: readonly Snapshot[]) =>
      snapshots
        .map(({ id }) => id)
        .sort()
        .join(' ');
    return ids(readSnapshots(listed.output)) === ids(before);
  } catch {
    return false;
  }
}
