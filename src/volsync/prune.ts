import { goDurationMs } from '../go-duration.ts';
import type { LastSync } from './last-sync.ts';
import { dateOf } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** When VolSync has the repository pruned. */
export interface PruneState {
  readonly everyDays: number;
  readonly lastPruned: Date | undefined;
  /** From then on the next sync prunes. */
  readonly dueAt: Date;
  /** The last one is only recorded: the sync found an empty volume, and the mover ends there. */
  readonly wasSkipped: boolean;
}

/** VolSync's default. */
const defaultDays = 7;
const dayMs = 24 * 60 * 60_000;

/** Reckons as VolSync does: an interval after the last prune, or after the source was made. */
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
