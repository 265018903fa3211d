/** The counts of `restic forget`, as VolSync passes them on. Undefined means no such rule. */
export interface KeepPolicy {
  readonly last?: number | undefined;
  readonly hourly?: number | undefined;
  readonly daily?: number | undefined;
  readonly weekly?: number | undefined;
  readonly monthly?: number | undefined;
  readonly yearly?: number | undefined;
}

/** How many of these snapshots restic keeps. */
export function keptCount(times: readonly Date[], policy: KeepPolicy): number {
  return keptTimes(times, policy).length;
}

/**
 * The snapshots that restic keeps, oldest first. For each rule it goes from the newest to the oldest and keeps the
 * first one of every hour, day, …, until it has the required number; the oldest snapshot also counts while the rule is
 * not full (restic's documentation, "Removing snapshots according to a policy").
 */
export function keptTimes(times: readonly Date[], policy: KeepPolicy): readonly Date[] {
  const newestFirst = times.toSorted((a, b) => b.getTime() - a.getTime());
  const kept = new Set<Date>();
  for (const [rule, spanOf] of rules) {
    for (const time of keptBy(newestFirst, policy[rule] ?? 0, spanOf)) kept.add(time);
  }
  return [...kept].toSorted((a, b) => a.getTime() - b.getTime());
}

/** Whether every rule is full, so that older snapshots would change nothing. */
export function isFilled(times: readonly Date[], policy: KeepPolicy): boolean {
  return rules.every(([rule, spanOf]) => new Set(times.map(spanOf)).size >= (policy[rule] ?? 0));
}

function keptBy(newestFirst: readonly Date[], count: number, spanOf: (time: Date) => string): readonly Date[] {
  const kept: Date[] = [];
  let last: string | undefined;
  for (const [index, time] of newestFirst.entries()) {
    if (kept.length === count) break;
    const span = spanOf(time);
    if (span !== last || index === newestFirst.length - 1) kept.push(time);
    last = span;
  }
  return kept;
}

/** The mover's clock is UTC. */
const rules: readonly (readonly [keyof KeepPolicy, (time: Date) => string])[] = [
  ['last', (time) => time.toISOString()],
  ['hourly', (time) => time.toISOString().slice(0, 13)],
  ['daily', (time) => time.toISOString().slice(0, 10)],
  ['weekly', isoWeek],
  ['monthly', (time) => time.toISOString().slice(0, 7)],
  ['yearly', (time) => time.toISOString().slice(0, 4)],
];

/** A week is identified by its Monday. */
function isoWeek(time: Date): string {
  const monday = new Date(time);
  monday.setUTCDate(time.getUTCDate() - ((time.getUTCDay() + 6) % 7));
  return monday.toISOString().slice(0, 10);
}
