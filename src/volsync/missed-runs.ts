import { keptRuns } from './retention.ts';
import { isBroken, readSchedule } from './schedule.ts';
import type { ReplicationSource } from './types.ts';

/** A period in which the schedule asked for backups that `retain` would have kept, but in which none exists. */
export interface MissedRuns {
  readonly since: Date;
  readonly until: Date;
  /** The number of missed runs. */
  readonly count: number;
}

/** The backups that exist, and the period to check. */
interface Backups {
  /** The times of the snapshots' data. */
  readonly dataTimes: readonly Date[];
  readonly since: Date;
  readonly now: Date;
}

/**
 * The gaps in the history of an app, oldest first, by its present schedule and `retain`. `restic forget` keeps one
 * backup per hour, day, week …: any that was made since the previous one counts. A run is missed once the following run
 * has begun. Undefined if that cannot be computed, as for `promisedSnapshots`.
 */
export function missedRuns(
  source: ReplicationSource,
  { dataTimes, since, now }: Backups,
): readonly MissedRuns[] | undefined {
  const schedule = readSchedule(source.spec?.trigger?.schedule ?? '');
  const kept = keptRuns(source, now);
  if (kept === undefined || isBroken(schedule)) return undefined;
  const gaps: MissedRuns[] = [];
  const times = dataTimes.map((time) => time.getTime());
  // The oldest one that is kept covers its hour, day or week, which may have begun earlier.
  let begin = -Infinity;
  for (const run of kept) {
    const until = schedule.nextAfter(run);
    if (until === undefined || until > now) break;
    const end = until.getTime();
    const isFirst = begin === -Infinity;
    const isThere = times.some((time) => time >= begin && time < end);
    if (until > since && !isThere) add(gaps, { since: isFirst ? run : new Date(begin), until, count: 1 });
    begin = end;
  }
  return gaps;
}

/** Merges two adjacent gaps. */
function add(gaps: MissedRuns[], gap: MissedRuns): void {
  const last = gaps.at(-1);
  if (last?.until.getTime() !== gap.since.getTime()) gaps.push(gap);
  else gaps[gaps.length - 1] = { since: last.since, until: gap.until, count: last.count + 1 };
}
