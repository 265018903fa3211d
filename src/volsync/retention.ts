import { keptCount, type KeepPolicy } from '../restic/keep-policy.ts';
import { isBroken, readSchedule } from './schedule.ts';
import { dateOf } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** More runs than this are not reckoned one by one. */
const mostRuns = 20_000;

/**
 * How many snapshots there would be now if every run of the schedule since the source was made had been backed up, and
 * `retain` applied. Undefined where that cannot be reckoned: no schedule, or a rule by age (`within`).
 */
export function promisedSnapshots(source: ReplicationSource, now: Date): number | undefined {
  const policy = policyOf(source);
  const schedule = readSchedule(source.spec?.trigger?.schedule ?? '');
  const since = dateOf(source.metadata.creationTimestamp);
  if (policy === undefined || isBroken(schedule) || since === undefined) return undefined;
  const runs: Date[] = [];
  const from = new Date(Math.max(since.getTime(), now.getTime() - reachMs(policy)));
  for (let run = schedule.nextAfter(from); run !== undefined && run < now; run = schedule.nextAfter(run)) {
    if (runs.push(run) > mostRuns) return undefined;
  }
  return keptCount(runs, policy);
}

/** How far back a policy may keep anything, at the least; runs before that need not be reckoned. */
function reachMs({ last = 0, hourly = 0, daily = 0, weekly = 0, monthly = 0, yearly = 0 }: KeepPolicy): number {
  if (last > 0) return Infinity;
  const days = Math.max(hourly / 24, daily, weekly * 7, monthly * 31, yearly * 366);
  return (days + 2) * 24 * 60 * 60_000;
}

/** VolSync keeps the last one where nothing is said. */
function policyOf({ spec }: ReplicationSource): KeepPolicy | undefined {
  const { within, last, ...counts } = spec?.restic?.retain ?? {};
  if (within !== undefined && within !== '') return undefined;
  const policy = { ...counts, last: last === undefined || last === '' ? undefined : Number(last) };
  return Object.values(policy).some((count) => count !== undefined && count > 0) ? policy : { last: 1 };
}
