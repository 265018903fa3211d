import { goDurationMs } from '../go-duration.ts';
import type { LastSync } from './last-sync.ts';
import { dateOf } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** When VolSync prunes the repository. */
export interface PruneState {
  readonly everyDays: number;
  readonly lastPruned: Date | undefined;
  /** From this time on, the next sync prunes. */
  readonly dueAt: Date;
  /**
   * Whether the last prune was recorded but not made: the sync found an empty volume, and the mover exited before the
   * prune.
   */
  readonly wasSkipped: boolean;
}

/** VolSync's default. */
const defaultDays = 7;
const dayMs = 24 * 60 * 60_000;

/** Computes the next prune as VolSync does: one interval after the last prune, or after the source was created. */
export function pruneOf({ metadata, spec, status }: ReplicationSource, lastSync: LastSync): PruneState {
  const everyDays = spec?.restic?.pruneIntervalDays ?? defaultDays;
  const lastPruned = dateOf(status?.restic?.lastPruned);
  const from = lastPruned ?? dateOf(metadata.creationTimestamp);
  return {
    everyDays,
    lastPruned,
    dueAt: new Date((from?.getTime() ?? 0) + everyDays * dayMs),
    wasSkipped: lastSync.kind === 'empty' && lastPruned !== undefined && isOf(lastSync.at, status, lastPruned),
  };
}

/** The times are rounded to the second. */
function isOf(end: Date, status: ReplicationSource['status'], lastPruned: Date): boolean {
  return lastPruned.getTime() >= end.getTime() - (goDurationMs(status?.lastSyncDuration) ?? 0) - 1000;
}
