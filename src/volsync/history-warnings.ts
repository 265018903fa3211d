import { keptCount } from '../restic/keep-policy.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { keptLast } from './history-loss.ts';
import { firstSyncMs } from './new-repository.ts';
import { retainPolicy } from './retention.ts';
import { dateOf, isSyncing, lastSpecChange, lastSyncedAt, syncingSince } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/**
 * Warnings about an app's history from the snapshots of movers (newest first), independent of the verdict on the
 * newest: retries of one sync are replacing older backups, or the history begins later than the app.
 */
export function historyWarnings(source: ReplicationSource, own: readonly Snapshot[]): readonly string[] {
  return [...retries(source, own), ...lateBeginning(source, own)];
}

/** A sync that fails after its backup saves a snapshot with each retry, and applies `retain` each time. */
function retries(source: ReplicationSource, own: readonly Snapshot[]): readonly string[] {
  const since = syncingSince(source);
  const count = since === undefined ? 0 : own.filter(({ time }) => time >= since).length;
  if (count < 2) return [];
  const many = count === own.length ? `all ${count} snapshots` : `${count} of ${own.length} snapshots`;
  const last = keptLast(source);
  const loss =
    last === undefined
      ? ''
      : count === own.length
        ? '; retain.last has dropped every older one'
        : `; each retry drops one older snapshot (retain.last ${last})`;
  return [`${many} are retries of the sync that is still running, copies of the same moment${loss}`];
}

/**
 * A completed sync has forgotten what `retain` does not keep, unless the repository is append-only. Only meaningful if
 * all snapshots are the app's.
 */
export function retentionWarnings(source: ReplicationSource, own: readonly Snapshot[]): readonly string[] {
  const policy = retainPolicy(source);
  const end = lastSyncedAt(source);
  const changed = lastSpecChange(source);
  if (policy === undefined || end === undefined || isSyncing(source) || (changed !== undefined && changed > end))
    return [];
  const times = own.map(({ time }) => time).filter((time) => time <= end);
  const kept = keptCount(times, policy);
  if (times.length <= kept) return [];
  return [
    `retention does not work here: retain keeps ${kept} of these ${times.length} snapshots, and the last sync did not remove the others (is the repository append-only, or were they put there since?)`,
  ];
}

/**
 * restic records the previous snapshot as the parent: the oldest one has a parent unless it was the first in its
 * repository.
 */
function lateBeginning({ metadata }: ReplicationSource, own: readonly Snapshot[]): readonly string[] {
  const [oldest, next] = [own.at(-1), own.at(-2)];
  const created = dateOf(metadata.creationTimestamp);
  if (oldest === undefined || created === undefined || oldest.parent !== undefined) return [];
  // The snapshots of a copied repository have no parents.
  if (next !== undefined && next.parent === undefined) return [];
  if (oldest.time.getTime() - created.getTime() <= firstSyncMs) return [];
  const first = oldest.id.slice(0, 8);
  return [
    `the history begins with snapshot ${first}, long after the ReplicationSource: earlier backups, if there are any, are in another repository`,
  ];
}
