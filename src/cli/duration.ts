import { InvalidArgumentError } from 'commander';
import parse from 'parse-duration';

/**
 * Milliseconds of a duration such as `30s` or `1h30m`; requires a unit except for 0, since kubectl and cron have
 * different defaults.
 */
export function parseDurationMs(text: string): number {
  const ms = text === '0' ? 0 : wholeDurationMs(text);
  if (ms === undefined) throw new InvalidArgumentError('Expected a duration with its unit, such as 30s, 5m or 1h30m.');
  return ms;
}

/** Like `parseDurationMs`, but at least 1 ms: a time limit or age of 0 is meaningless. */
export function parsePositiveDurationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === 0) throw new InvalidArgumentError('Expected more than 0, such as 30s, 5m or 1h30m.');
  return ms;
}

/** parse-duration ignores what it cannot parse; here the whole text has to be a duration. */
function wholeDurationMs(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  return parse(text) ?? undefined;
}
