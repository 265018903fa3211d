import type { ForeignText } from '../../../foreign-text.ts';
import { isBroken, readSchedule } from '../../../volsync/schedule.ts';
import { triggerState } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';

/** The next scheduled run of a source. */
export interface NextRun {
  /** As `namespace/name`. */
  readonly app: string;
  readonly schedule: ForeignText;
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** Undefined for a source without a schedule. */
export function nextRun({ object }: Facts['sources'][number], { now }: Facts): NextRun | undefined {
  const trigger = triggerState(object);
  const schedule = trigger.kind === 'schedule' ? readSchedule(trigger.schedule) : undefined;
  const at = schedule === undefined || isBroken(schedule) ? undefined : schedule.nextAfter(now)?.getTime();
  if (trigger.kind !== 'schedule' || at === undefined) return undefined;
  return { app: `${object.metadata.namespace ?? ''}/${object.metadata.name}`, schedule: trigger.schedule, at };
}
