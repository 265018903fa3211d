import { isAbout, readControllerLog, type ControllerLogEntry } from './controller-log.ts';

/** A failure that the controller has logged repeatedly and that most likely persists. */
export interface RecurringError {
  readonly text: string;
  readonly count: number;
  readonly last: Date;
  /** Undefined for messages of client-go, which name no object. */
  readonly entry: ControllerLogEntry | undefined;
}

/** Fewer may be a write conflict that the next attempt resolved. */
const fewTimes = 3;
const slackMs = 30_000;
const dayMs = 24 * 60 * 60_000;

/**
 * The errors in the controller's log that have not healed. controller-runtime retries with exponential backoff, up to
 * 15 minutes: if twice the last interval has passed without the error, the next attempt succeeded.
 */
export function recurringErrors(lines: readonly string[], now: Date): readonly RecurringError[] {
  const errors = lines.flatMap((line) => errorOf(line, now) ?? []).filter(({ text }) => !isConflict(text));
  const groups = Map.groupBy(errors, ({ text, source, subject }) => JSON.stringify([text, source, subject]));
  const recurring = [...groups.values()].flatMap((group) => recurringOf(group, now) ?? []);
  // The controller and controller-runtime log the same error.
  return [...new Map(recurring.map((error) => [JSON.stringify([error.text, subjectOf(error.entry)]), error])).values()];
}

/** Whether an error is about this object. */
export function isErrorOf({ entry }: RecurringError, namespace: string, name: string): boolean {
  return entry !== undefined && isAbout(entry, namespace, name);
}

interface LoggedError {
  readonly text: string;
  /** Logger and message; for client-go, its file and line. */
  readonly source: string;
  readonly subject: string;
  readonly time: Date;
  readonly entry: ControllerLogEntry | undefined;
}

function errorOf(line: string, now: Date): LoggedError | undefined {
  const entry = readControllerLog(line);
  if (entry === undefined) return errorOfClient(line, now);
  const time = timeOf(entry.time);
  if (entry.level !== 'error' || time === undefined) return undefined;
  const { error } = entry.fields;
  const text = typeof error === 'string' ? error : entry.message;
  return { text, source: `${entry.logger} ${entry.message}`, subject: subjectOf(entry), time, entry };
}

/**
 * `E1129 08:01:19.077000       1 reflector.go:200] "Failed to watch" err="…"`: has no year, so the latest year that
 * does not put it in the future is assumed.
 */
function errorOfClient(line: string, now: Date): LoggedError | undefined {
  const [, month, day, clock, source = '', text = ''] =
    /^E(\d\d)(\d\d) (\d\d:\d\d:\d\d)\S*\s+\d+ ([^\]]+)\] (.+)$/.exec(line) ?? [];
  if (month === undefined || day === undefined) return undefined;
  const inYear = (year: number) => new Date(`${year}-${month}-${day}T${clock ?? ''}Z`);
  const year = now.getUTCFullYear();
  const time = inYear(year).getTime() > now.getTime() + dayMs ? inYear(year - 1) : inYear(year);
  return { text, source, subject: '', time, entry: undefined };
}

function timeOf(text: string): Date | undefined {
  const time = /^[\d.e+]+$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function subjectOf(entry: ControllerLogEntry | undefined): string {
  if (entry === undefined) return '';
  const { namespace, name } = entry.fields;
  if (typeof namespace === 'string' && typeof name === 'string') return `${namespace}/${name}`;
  const key = Object.values(entry.fields).find(isKey);
  return key === undefined ? '' : `${key.namespace}/${key.name}`;
}

function isKey(value: unknown): value is { readonly namespace: string; readonly name: string } {
  return typeof value === 'object' && value !== null && 'namespace' in value && 'name' in value;
}

/** Two concurrent writers: the second reads again, then writes. */
function isConflict(text: string): boolean {
  return text.includes('the object has been modified');
}

function recurringOf(group: readonly LoggedError[], now: Date): RecurringError | undefined {
  const times = group.map(({ time }) => time.getTime()).toSorted((a, b) => a - b);
  const [last, previous] = [times.at(-1), times.at(-2)];
  const [first] = group;
  if (first === undefined || last === undefined || previous === undefined || times.length < fewTimes) return undefined;
  if (now.getTime() - last > 2 * (last - previous) + slackMs) return undefined;
  return { text: first.text, count: times.length, last: new Date(last), entry: first.entry };
}
