import { dateOf, type Replication } from './sync-state.ts';

/**
 * The current time for judging ages: this machine's clock, or the newest time known from the cluster if that is later.
 * After sleep a machine's clock may lag, and long overdue backups would appear fresh.
 */
export function currentTime(now: Date, moments: readonly (Date | undefined)[]): Date {
  const newest = Math.max(...moments.flatMap((moment) => moment?.getTime() ?? []));
  return newest > now.getTime() + skewMs ? new Date(newest) : now;
}

/** The times that VolSync or the API server wrote into an object. */
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

/** The clocks of two machines may differ by seconds. */
const skewMs = 60_000;
