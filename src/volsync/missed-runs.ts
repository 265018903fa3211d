import { keptRuns } from './retention.ts';
import { isBroken, readSchedule } from './schedule.ts';
import type { ReplicationSource } from './types.ts';

/** A span of time in which the schedule asked for backups that `retain` would have kept, and of which there is none. */
export interface MissedRuns {
  readonly since: Date;
  readonly until: Date;
  /** How many of them. */
  readonly count: number;
}

/** What is there, and for which span of time that is asked. */
interface Backups {
  /** The moments that the data of the snapshots is of. */
  readonly dataTimes: readonly Date[];
  readonly since: Date;
  readonly now: Date;
}

/**
 * The gaps in the history of an app, the oldest first, by what its schedule and its `retain` are today. `restic forget` keeps
 * one backup of an hour, a day, a week …: any that was made since the one before counts. A run is missed once the run after it
 * has begun. Undefined where that cannot be reckoned, as for `promisedSnapshots`.
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
  // The oldest that is kept stands for its hour, day or week, which may have begun before it.
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

/** Two that follow each other are one. */
function add(gaps: MissedRuns[], gap: MissedRuns): void {
  const last = gaps.at(-1);
  if (last?.until.getTime() !== gap.since.getTime()) gaps.push(gap);
  else gaps[gaps.length - 1] = { since: last.since, until: gap.until, count: last.count + 1 };
}
