import { InvalidArgumentError } from 'commander';
import { parseDurationMs } from './duration.ts';

/** Which end of a day without a time is meant: `start` for "since", `end` for "until". */
type Edge = 'start' | 'end';

/** Creates the parser of a flag that takes a time; days, and times without a zone, are in the local zone of `now`. */
export function timeFlagReader(now: Date, edge: Edge): (text: string) => Date {
  return (text) => {
    const moment = ago(text, now) ?? dayOf(text, now, edge) ?? zoned(text) ?? local(text, edge);
    if (moment !== undefined) return moment;
    throw new InvalidArgumentError(
      'Expected a time such as 2026-11-22, "2026-11-22 15:00", 2026-11-22T15:00:00Z, yesterday, or an age such as 36h.',
    );
  };
}

function ago(text: string, now: Date): Date | undefined {
  if (!/^\d.*[a-z]$/.test(text)) return undefined;
  return new Date(now.getTime() - parseDurationMs(text));
}

function dayOf(text: string, now: Date, edge: Edge): Date | undefined {
  const days = { today: 0, yesterday: 1 }[text];
  if (days === undefined) return undefined;
  return edgeOf(now.getFullYear(), now.getMonth(), now.getDate() - days, edge);
}

function zoned(text: string): Date | undefined {
  const parts = /^(?<day>\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.exec(text)?.groups;
  if (parts?.['day'] === undefined || !isDay(parts['day'])) return undefined;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

function local(text: string, edge: Edge): Date | undefined {
  const parts = /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d(?::\d\d)?))?$/.exec(text)?.groups;
  const { day, time } = parts ?? {};
  if (day === undefined || !isDay(day)) return undefined;
  // Without a zone, JavaScript parses it as local time.
  const moment = new Date(`${day}T${time ?? '00:00'}`);
  if (Number.isNaN(moment.getTime())) return undefined;
  return time === undefined ? edgeOf(moment.getFullYear(), moment.getMonth(), moment.getDate(), edge) : moment;
}

/** JavaScript would take 31 February for 3 March. */
function isDay(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

function edgeOf(year: number, month: number, day: number, edge: Edge): Date {
  return edge === 'start' ? new Date(year, month, day) : new Date(year, month, day, 23, 59, 59);
}
