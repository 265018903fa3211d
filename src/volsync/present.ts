import { dateOf, type Replication } from './sync-state.ts';

/**
 * The present, for those that judge an age: this machine's, or the newest moment that is known of the cluster where that lies
 * ahead of it. A machine that slept has a clock that is behind, and would take what is long overdue for fresh.
 */
export function presentOf(now: Date, moments: readonly (Date | undefined)[]): Date {
  const newest = Math.max(...moments.flatMap((moment) => moment?.getTime() ?? []));
  return newest > now.getTime() + skewMs ? new Date(newest) : now;
}

/** The moments at which VolSync or the API server wrote something into an object. */
export function momentsOf({ metadata, status }: Replication): readonly (Date | undefined)[] {
  const written = [
    metadata.creationTimestamp,
    status?.lastSyncTime,
    status?.lastSyncStartTime,
    ...(status?.conditions ?? []).map(({ lastTransitionTime }) => lastTransitionTime),
    ...(metadata.managedFields ?? []).map(({ time }) => time),
  ];
  return written.map(dateOf);
}

/** The clocks of two machines need not be the same to the second. */
const skewMs = 60_000;
