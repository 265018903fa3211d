import { Cron } from 'croner';
import { cronFields } from './cron-fields.ts';

/** A schedule that VolSync accepts. */
export interface Schedule {
  /** From a `CRON_TZ=` or `TZ=` prefix; undefined means that of VolSync's controller, for which UTC is taken here. */
  readonly timeZone: string | undefined;
  /** The first run after `time`; undefined where there is none, as on 31 February. */
  nextAfter(time: Date): Date | undefined;
}

/** A schedule that VolSync refuses when it runs; the API server lets some of them pass. */
export interface BrokenSchedule {
  readonly problem: string;
}

/** Reads `spec.trigger.schedule` as VolSync does (robfig/cron v3: five fields or a descriptor). */
export function readSchedule(text: string): Schedule | BrokenSchedule {
  const known = read.get(text) ?? parsed(text);
  read.set(text, known);
  return known;
}

/** A fleet has few schedules, and reading one takes longer than all else that is known of its app. */
const read = new Map<string, Schedule | BrokenSchedule>();

function parsed(text: string): Schedule | BrokenSchedule {
  const { timeZone, expression } = splitTimeZone(text);
  if (timeZone !== undefined && !isTimeZone(timeZone)) return { problem: `unknown time zone "${timeZone}"` };
  const fields = cronFields(expression);
  if ('problem' in fields) return fields;
  const zone = timeZone === undefined ? { utcOffset: 0 } : { timezone: timeZone };
  const cron = new Cron(fields.pattern, { ...zone, mode: '5-part', paused: true });
  return { timeZone, nextAfter: remembered((time) => cron.nextRun(time) ?? undefined) };
}

/** All times between two runs have the same next one: in a fleet that is most of them. */
function remembered(nextAfter: Schedule['nextAfter']): Schedule['nextAfter'] {
  const known: { readonly from: Date; readonly next: Date }[] = [];
  return (time) => {
    const found = known.find(({ from, next }) => from <= time && time < next);
    if (found !== undefined) return found.next;
    const next = nextAfter(time);
    if (next !== undefined) known.push({ from: time, next });
    if (known.length > rememberedRuns) known.shift();
    return next;
  };
}

const rememberedRuns = 8;

/** Tells the two apart. */
export function isBroken(schedule: Schedule | BrokenSchedule): schedule is BrokenSchedule {
  return 'problem' in schedule;
}

function splitTimeZone(text: string): { timeZone: string | undefined; expression: string } {
  const match = /^(?:CRON_)?TZ=(?<timeZone>\S*)(?<expression>.*)$/s.exec(text);
  return { timeZone: match?.groups?.['timeZone'], expression: (match?.groups?.['expression'] ?? text).trim() };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
