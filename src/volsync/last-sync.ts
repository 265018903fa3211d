import { readMoverLog } from '../restic/mover-log.ts';
import { moverKind } from './mover-kind.ts';
import { lastSyncedAt } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** The known result of the last completed sync. `at`: when it completed. */
export type LastSync =
  | { readonly kind: 'none' }
  | { readonly kind: 'backup'; readonly at: Date; readonly snapshot: string }
  /** The volume was empty: nothing was backed up, and VolSync reports success. */
  | { readonly kind: 'empty'; readonly at: Date }
  | { readonly kind: 'unknown'; readonly at: Date; readonly why: 'other-mover' | 'no-log' };

/**
 * Reads it from `latestMoverStatus`, which has no time. The write that completes a sync also stores `Successful` and
 * the log, and only success completes a sync. So `Successful` belongs to the sync of `lastSyncTime`, also while the
 * next one runs. `Failed` is stored by a sync that continues, and overwrites the result of the last completed one.
 */
export function lastSyncOf(source: ReplicationSource): LastSync {
  const at = lastSyncedAt(source);
  if (at === undefined) return { kind: 'none' };
  if (moverKind(source) !== 'restic') return { kind: 'unknown', at, why: 'other-mover' };
  const { result, logs } = source.status?.latestMoverStatus ?? {};
  if (result !== 'Successful') return { kind: 'unknown', at, why: 'no-log' };
  const { snapshot, isEmpty } = readMoverLog(logs ?? '');
  if (isEmpty) return { kind: 'empty', at };
  return snapshot === undefined ? { kind: 'unknown', at, why: 'no-log' } : { kind: 'backup', at, snapshot };
}
