import parse from 'parse-duration';

/** Milliseconds of a Go duration, such as `1m33.5s` in `lastSyncDuration`; undefined if it is malformed. */
export function goDurationMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:\d+(?:\.\d+)?(?:h|ms|m|s|µs|us|ns))+$/.test(text)) return undefined;
  const ms = parse(text) ?? undefined;
  return ms === undefined || ms > mostMs ? undefined : ms;
}

/** Whether Go's `time.ParseDuration` accepts a text: its form, and at most an int64 of nanoseconds. */
export function isGoDuration(text: string): boolean {
  if (/^[+-]?0$/.test(text)) return true;
  const parts = /^[+-]?((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/u.exec(text)?.[1];
  return parts !== undefined && (parse(parts.replaceAll('μ', 'µ')) ?? Infinity) <= mostMs;
}

/** 2^63 - 1 nanoseconds. */
const mostMs = 9_223_372_036_854.775;
