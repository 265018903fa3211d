import parse from 'parse-duration';

/** Milliseconds of Go's duration text, such as `1m33.5s` in `lastSyncDuration`; undefined where it is none. */
export function goDurationMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:\d+(?:\.\d+)?(?:h|ms|m|s|µs|us|ns))+$/.test(text)) return undefined;
  return parse(text) ?? undefined;
}
