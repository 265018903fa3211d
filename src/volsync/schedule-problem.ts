import { isBroken, readSchedule } from './schedule.ts';
import { reconcileError, type Replication } from './sync-state.ts';

/**
 * Why VolSync cannot use a schedule, by its text or by what VolSync itself says; undefined where nothing speaks against it.
 * A time zone that exists is of no use where VolSync's image has no tzdata, which only its own error tells.
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
