import type { BrokenSchedule } from './schedule.ts';

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
 * A cron expression with every field written out as a list, read by the rules of robfig/cron v3. Cron libraries differ
 * here: it refuses 7 for Sunday and takes `5/15` and a step beyond the range, which croner does the other way round.
 */
export function cronFields(expression: string): { readonly pattern: string } | BrokenSchedule {
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

/** A field that is not `*` counts as restricted, even when its list holds every value: `0-6` is not `*`. */
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
