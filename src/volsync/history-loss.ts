import type { Diagnosis } from './diagnosis.ts';
import type { Replication } from './sync-state.ts';

/**
 * The failure with what it does to older snapshots: a sync whose prune fails saves and forgets with each retry, so that
 * `retain.last` soon keeps nothing but copies of one moment.
 */
export function withHistoryLoss(failure: Diagnosis, source: Replication): Diagnosis {
  const last = keptLast(source);
  if (failure.step !== 'prune' || last === undefined) return failure;
  const loss = `each retry drops one older snapshot, until the last ${last} (retain.last) are all copies of the same minute`;
  return { ...failure, message: `${failure.message}; ${loss}` };
}

/** `retain.last` where it keeps more than one. */
export function keptLast({ spec }: Replication): number | undefined {
  const { restic } = spec ?? {};
  const retain = restic !== undefined && 'retain' in restic ? restic.retain : undefined;
  const last = Number(retain?.last ?? 0);
  return last > 1 ? last : undefined;
}
