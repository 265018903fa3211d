import type { Diagnosis } from './diagnosis.ts';
import type { Replication } from './sync-state.ts';

/**
 * Adds to a failure its effect on older snapshots: a sync whose prune fails saves and forgets with each retry, so that
 * `retain.last` soon keeps only copies of one moment.
 */
export function withHistoryLoss(failure: Diagnosis, source: Replication): Diagnosis {
  const last = keptLast(source);
  if (failure.step !== 'prune' || last === undefined) return failure;
  const loss = `each retry drops one older snapshot, until the last ${last} (retain.last) are all copies of the same minute`;
  return { ...failure, message: `${failure.message}; ${loss}` };
}

/** `retain.last` if it keeps more than one. */
export function keptLast({ spec }: Replication): number | undefined {
  const { restic } = spec ?? {};
  const retain = restic !== undefined && 'retain' in restic ? restic.retain : undefined;
  const last = Number(retain?.last ?? 0);
  return last > 1 ? last : undefined;
}
