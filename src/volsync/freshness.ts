import type { ForeignText } from '../foreign-text.ts';
import { isBroken, readSchedule, type Schedule } from './schedule.ts';
import { suspensionInForce } from './suspension.ts';
import { dateOf, lastSyncedAt, triggerState, type Replication } from './sync-state.ts';

/**
 * Whether the last sync is as recent as the schedule asks; `dueBy` is when the sync after it has to be complete,
 * undefined where no further run ever comes.
 */
export type Freshness =
  | { readonly verdict: 'fresh' | 'stale'; readonly dueBy: Date | undefined }
  | { readonly verdict: 'unknown'; readonly why: 'no-schedule' | 'never-synced' | 'broken-schedule' };

/**
 * Judges by the schedule and `lastSyncTime`, as VolSync does for its own metric: after a sync the next starts with the
 * schedule's next run, and has to be complete before the run after that. A schedule that is parked by a manual tag
 * still says what the operator wants; VolSync's metric does not see that case. `since`: where that is not the moment from
 * which the next run is reckoned, such as that of the data of the last sync.
 */
export function freshnessOf(object: Replication, now: Date, since = lastSyncedAt(object)): Freshness {
  if (since === undefined) return { verdict: 'unknown', why: 'never-synced' };
  return freshnessSince(object, since, now);
}

/** The same judgement of another moment whose data is safe, such as that of a snapshot. */
export function freshnessSince(object: Replication, moment: Date, now: Date): Freshness {
  const text = wantedSchedule(object);
  if (text === undefined) return { verdict: 'unknown', why: 'no-schedule' };
  const schedule = scheduleOf(object, text);
  if (schedule === undefined) return { verdict: 'unknown', why: 'broken-schedule' };
  const next = schedule.nextAfter(moment);
  const dueBy = next && schedule.nextAfter(next);
  return { verdict: dueBy !== undefined && dueBy < now ? 'stale' : 'fresh', dueBy };
}

/** That of a suspended source is still what data must not be older than. */
function wantedSchedule(object: Replication): ForeignText | undefined {
  const suspension = suspensionInForce(object);
  if (suspension !== undefined) return suspension.trigger?.schedule;
  const trigger = triggerState(object);
  return 'schedule' in trigger ? trigger.schedule : undefined;
}

/** The schedule in the time zone of VolSync's controller, which `nextSyncTime` gives away where it is not UTC. */
function scheduleOf(object: Replication, text: ForeignText): Schedule | undefined {
  const schedule = readSchedule(text);
  if (isBroken(schedule)) return undefined;
  const [told, lastSync] = [dateOf(object.status?.nextSyncTime), lastSyncedAt(object)];
  if (told === undefined || lastSync === undefined || schedule.timeZone !== undefined) return schedule;
  const offset = offsetsMs.find((ms) => isSameMoment(schedule.nextAfter(shifted(lastSync, ms)), shifted(told, ms)));
  return offset === undefined || offset === 0 ? schedule : inZone(schedule, offset);
}

/** Every offset from UTC that a time zone has: none, then those of whole hours, then the others. */
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
