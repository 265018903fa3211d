import { InvalidArgumentError } from 'commander';
import parse from 'parse-duration';

/** Milliseconds of a duration such as `30s` or `1h30m`; but for 0 it needs its unit, since kubectl and cron differ in theirs. */
export function parseDurationMs(text: string): number {
  const ms = text === '0' ? 0 : wholeDurationMs(text);
  if (ms === undefined) throw new InvalidArgumentError('Expected a duration with its unit, such as 30s, 5m or 1h30m.');
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
