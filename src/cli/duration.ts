import { InvalidArgumentError } from 'commander';
import parse from 'parse-duration';

/** Milliseconds of a duration as kubectl takes them: `30s`, `1h30m`, or a plain number of seconds. */
export function parseDurationMs(text: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : wholeDurationMs(text);
  if (ms === undefined) throw new InvalidArgumentError('Expected a duration such as 30s, 5m or 1h30m.');
  return ms;
}

/** As `parseDurationMs`, from 1 ms on: nothing can be done in no time, and nothing is as young as that. */
export function parsePositiveDurationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === 0) throw new InvalidArgumentError('Expected more than 0, such as 30s, 5m or 1h30m.');
  return ms;
}

/** parse-duration reads what it can of a text; here a text that is not all duration is refused. */
function wholeDurationMs(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  return parse(text) ?? undefined;
}
