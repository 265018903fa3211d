import { readMoverLog } from '../restic/mover-log.ts';
import { moverKind } from './mover-kind.ts';
import { isSyncing, lastSyncedAt } from './sync-state.ts';
import type { ReplicationDestination } from './types.ts';

/** The known result of a destination's last completed sync. `at`: when it completed. */
export type LastRestore =
  | { readonly kind: 'none' }
  | { readonly kind: 'restored'; readonly at: Date; readonly snapshot: string }
  /** No snapshot was eligible: nothing was restored, and VolSync reports success. */
  | { readonly kind: 'nothing'; readonly at: Date }
  | { readonly kind: 'unknown'; readonly at: Date; readonly why: 'other-mover' | 'no-log' };

/**
 * Reads it from `latestMoverStatus`, which has no time. Unlike a source, a destination stores the log before its sync
 * is complete (the image is created afterwards): while a sync runs, the log may be of either sync.
 */
export function lastRestoreOf(destination: ReplicationDestination): LastRestore {
  const at = lastSyncedAt(destination);
  if (at === undefined) return { kind: 'none' };
  if (moverKind(destination) !== 'restic') return { kind: 'unknown', at, why: 'other-mover' };
  const { result, logs } = destination.status?.latestMoverStatus ?? {};
  if (result !== 'Successful' || isSyncing(destination)) return { kind: 'unknown', at, why: 'no-log' };
  const { restoredSnapshot, hasRestoredNothing } = readMoverLog(logs ?? '');
  if (hasRestoredNothing) return { kind: 'nothing', at };
  if (restoredSnapshot === undefined) return { kind: 'unknown', at, why: 'no-log' };
  return { kind: 'restored', at, snapshot: restoredSnapshot };
}
