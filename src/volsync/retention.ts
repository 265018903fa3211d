import { rawText } from '../foreign-text.ts';
import { isFilled, keptTimes, type KeepPolicy } from '../restic/keep-policy.ts';
import { isBroken, readSchedule, type Schedule } from './schedule.ts';
import { dateOf } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** The maximum number of runs that are computed. */
const mostRuns = 20_000;

/**
 * How many snapshots there would be now if every scheduled run since the source was created had been backed up, and
 * `retain` applied. Undefined if that cannot be computed: no schedule, a rule by age (`within`), or one that restic
 * refuses.
 */
export function promisedSnapshots(source: ReplicationSource, now: Date): number | undefined {
  return keptRuns(source, now)?.length;
}

/** The runs whose snapshots would be kept, oldest first. */
export function keptRuns(source: ReplicationSource, now: Date): readonly Date[] | undefined {
  const policy = retainPolicy(source);
  const schedule = readSchedule(source.spec?.trigger?.schedule ?? '');
  const since = dateOf(source.metadata.creationTimestamp);
  if (policy === undefined || isBroken(schedule) || since === undefined) return undefined;
  for (let reach = firstReachMs(policy); ; reach *= 2) {
    const from = new Date(Math.max(since.getTime(), now.getTime() - reach));
    const runs = runsBetween(from, now, schedule);
    if (runs === undefined) return undefined;
    if (from <= since || isFilled(runs, policy)) return keptTimes(runs, policy);
  }
}

function runsBetween(from: Date, now: Date, schedule: Schedule): readonly Date[] | undefined {
  const runs: Date[] = [];
  for (let run = schedule.nextAfter(from); run !== undefined && run < now; run = schedule.nextAfter(run)) {
    if (runs.push(run) > mostRuns) return undefined;
  }
  return runs;
}

/** How far back a policy reaches if there is a run in every hour; it reaches further if runs are rare. */
function firstReachMs({ hourly = 0, daily = 0, weekly = 0, monthly = 0, yearly = 0 }: KeepPolicy): number {
  const days = Math.max(hourly / 24, daily, weekly * 7, monthly * 31, yearly * 366);
  return (days + 2) * 24 * 60 * 60_000;
}

/** VolSync keeps one snapshot if nothing is set, and passes on what is set unchanged. */
export function retainPolicy({ spec }: ReplicationSource): KeepPolicy | undefined {
  const { within, last, ...counts } = spec?.restic?.retain ?? {};
  if (within !== undefined || (last !== undefined && !/^\d+$/.test(rawText(last)))) return undefined;
  const policy = { ...counts, last: last === undefined ? undefined : Number(last) };
  const said = Object.values(policy).filter((count) => count !== undefined);
  if (said.length === 0) return { last: 1 };
  return said.every((count) => count >= 0) && said.some((count) => count > 0) ? policy : undefined;
}
