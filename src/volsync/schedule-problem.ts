import { isBroken, readSchedule } from './schedule.ts';
import { reconcileError, type Replication } from './sync-state.ts';

/**
 * Why VolSync cannot use a schedule, by its text or by VolSync's own error; undefined if nothing is wrong. A valid time
 * zone does not work if VolSync's image has no tzdata, which only its error shows.
 */
export function scheduleProblem(object: Replication): string | undefined {
  const text = object.spec?.trigger?.schedule ?? '';
  if (text === '') return undefined;
  const schedule = readSchedule(text);
  if (isBroken(schedule)) return schedule.problem;
  const said = reconcileError(object);
  const isZone = said !== undefined && /provided bad location|unknown time zone/.test(said);
  return isZone
    ? `it does not know the time zone ${schedule.timeZone ?? ''} (its image has no tzdata): ${said}`
    : undefined;
}
