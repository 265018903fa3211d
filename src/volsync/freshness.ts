import type { ForeignText } from '../foreign-text.ts';
import { isBroken, readSchedule, type Schedule } from './schedule.ts';
import { suspensionInForce } from './suspension.ts';
import { dateOf, lastSyncedAt, triggerState, type Replication } from './sync-state.ts';

/**
 * Whether the last sync is as recent as the schedule requires. `dueBy` is when the next sync has to be complete;
 * undefined if there is no further run.
 */
export type Freshness =
  | { readonly verdict: 'fresh' | 'stale'; readonly dueBy: Date | undefined }
  | { readonly verdict: 'unknown'; readonly why: 'no-schedule' | 'never-synced' | 'broken-schedule' };

/**
 * Judges by the schedule and `lastSyncTime`, as VolSync's own metric does: the next sync starts with the first
 * scheduled run after the last one, and has to be complete before the run after that. A schedule that is overridden by
 * a manual tag still states what the operator wants; VolSync's metric ignores that case. `since` replaces
 * `lastSyncTime`, for example with the time of the last sync's data.
 */
export function freshnessOf(object: Replication, now: Date, since = lastSyncedAt(object)): Freshness {
  if (since === undefined) return { verdict: 'unknown', why: 'never-synced' };
  return freshnessSince(object, since, now);
}

/** The same judgement for another time at which data was saved, such as that of a snapshot. */
export function freshnessSince(object: Replication, moment: Date, now: Date): Freshness {
  const text = wantedSchedule(object);
  if (text === undefined) return { verdict: 'unknown', why: 'no-schedule' };
  const schedule = scheduleOf(object, text);
  if (schedule === undefined) return { verdict: 'unknown', why: 'broken-schedule' };
  const next = schedule.nextAfter(moment);
  const dueBy = next && schedule.nextAfter(next);
  return { verdict: dueBy !== undefined && dueBy < now ? 'stale' : 'fresh', dueBy };
}

/** The schedule of a suspended source still limits the age of its data. */
function wantedSchedule(object: Replication): ForeignText | undefined {
  const suspension = suspensionInForce(object);
  if (suspension !== undefined) return suspension.trigger?.schedule;
  const trigger = triggerState(object);
  return 'schedule' in trigger ? trigger.schedule : undefined;
}

/** The schedule in the time zone of VolSync's controller. If that is not UTC, `nextSyncTime` reveals it. */
function scheduleOf(object: Replication, text: ForeignText): Schedule | undefined {
  const schedule = readSchedule(text);
  if (isBroken(schedule)) return undefined;
  const [told, lastSync] = [dateOf(object.status?.nextSyncTime), lastSyncedAt(object)];
  if (told === undefined || lastSync === undefined || schedule.timeZone !== undefined) return schedule;
  const offset = offsetsMs.find((ms) => isSameMoment(schedule.nextAfter(shifted(lastSync, ms)), shifted(told, ms)));
  return offset === undefined || offset === 0 ? schedule : inZone(schedule, offset);
}

/** All time zone offsets in use: zero, then whole hours, then the others. */
const offsetsMs = [
  0,
  ...[60, 30, 15].flatMap((step) =>
    Array.from({ length: (26 * 60) / step + 1 }, (_, index) => (index * step - 12 * 60) * 60_000),
  ),
];

/** A clock east of UTC shows at `time` what UTC shows `ms` later. */
function inZone(schedule: Schedule, ms: number): Schedule {
  return {
    timeZone: undefined,
    nextAfter: (time) => {
      const next = schedule.nextAfter(shifted(time, ms));
      return next && shifted(next, -ms);
    },
  };
}

function shifted(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}

function isSameMoment(a: Date | undefined, b: Date): boolean {
  return a?.getTime() === b.getTime();
}
