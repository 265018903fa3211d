import { rawText, type ForeignText } from '../foreign-text.ts';
import { Cron } from 'croner';

/** A schedule that VolSync accepts. */
export interface Schedule {
  /**
   * From a `CRON_TZ=` or `TZ=` prefix; undefined means the time zone of VolSync's controller, for which UTC is assumed
   * here.
   */
  readonly timeZone: string | undefined;
  /** The first run after `time`; undefined if there is none, as for 31 February. */
  nextAfter(time: Date): Date | undefined;
}

/** A schedule that VolSync refuses at runtime; the API server accepts some of them. */
export interface BrokenSchedule {
  readonly problem: string;
}

/** Reads `spec.trigger.schedule` as VolSync does (robfig/cron v3: five fields or a descriptor). */
export function readSchedule(schedule: ForeignText): Schedule | BrokenSchedule {
  const text = rawText(schedule);
  const known = read.get(text) ?? parsed(text);
  read.set(text, known);
  return known;
}

/** A fleet has few distinct schedules, and parsing one takes longer than everything else about its app. */
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

/** All times between two runs have the same next run, which covers most calls in a fleet. */
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

/** Type guard for a broken schedule. */
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

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * A cron expression with every field expanded to a list, by the rules of robfig/cron v3. Cron libraries differ here:
 * robfig/cron refuses 7 for Sunday and accepts `5/15` and a step beyond the range; croner does the opposite.
 */
function cronFields(expression: string): { readonly pattern: string } | BrokenSchedule {
  if (expression.startsWith('@')) return descriptor(expression);
  const texts = expression.split(/\s+/).filter((text) => text !== '');
  if (texts.length !== fields.length) return { problem: `expected exactly 5 fields, found ${texts.length}` };
  const lists: string[] = [];
  for (const [index, field] of fields.entries()) {
    const text = texts[index] ?? '';
    const list = listOf(text, field);
    if (list === undefined) return { problem: `"${text}" is no ${field.name}` };
    lists.push(list);
  }
  return { pattern: lists.join(' ') };
}

function descriptor(expression: string): { pattern: string } | BrokenSchedule {
  const pattern = descriptors[expression];
  return pattern === undefined ? { problem: `unrecognized descriptor "${expression}"` } : { pattern };
}

/** A field other than `*` counts as restricted, even if its list holds every value: `0-6` is not `*`. */
function listOf(text: string, field: Field): string | undefined {
  const values = new Set<number>();
  const ranges = text.split(',');
  for (const range of ranges) {
    const parsed = rangeOf(range, field);
    if (parsed === undefined) return undefined;
    for (let value = parsed.from; value <= parsed.to; value += parsed.step) values.add(value);
  }
  if (ranges.some((range) => /^[*?](?:\/1)?$/.test(range))) return '*';
  return [...values].sort((a, b) => a - b).join(',');
}

function rangeOf(range: string, field: Field): { from: number; to: number; step: number } | undefined {
  const match = /^(?<low>[*?]|\w+)(?:-(?<high>\w+))?(?:\/(?<step>\d+))?$/.exec(range)?.groups;
  if (match === undefined) return undefined;
  const { from, to } = boundsOf(
    { low: match['low'] ?? '', high: match['high'], hasStep: match['step'] !== undefined },
    field,
  );
  const step = Number(match['step'] ?? 1);
  const isInRange = from >= field.min && to <= field.max && from <= to;
  return isInRange && step > 0 ? { from, to, step } : undefined;
}

/** `5/15` means from 5 to the end. */
function boundsOf(range: { low: string; high: string | undefined; hasStep: boolean }, field: Field) {
  if (range.low === '*' || range.low === '?') return { from: field.min, to: field.max };
  const from = valueOf(range.low, field);
  if (range.high !== undefined) return { from, to: valueOf(range.high, field) };
  return { from, to: range.hasStep ? field.max : from };
}

function valueOf(text: string, field: Field): number {
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return named + field.min;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
