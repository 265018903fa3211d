const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** An age in one unit, such as `20s`, `12m`, `27h`, `6d`; a larger unit is used from two of it. */
export function ageText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < 2 * minute) return `${Math.floor(length / second)}s`;
  if (length < 2 * hour) return `${Math.floor(length / minute)}m`;
  if (length < 2 * day) return `${Math.floor(length / hour)}h`;
  if (length < 2 * year) return `${Math.floor(length / day)}d`;
  return `${Math.floor(length / year)}y`;
}

/** Such as `12m ago`; `–` if undefined. */
export function agoText(moment: Date | undefined, now: Date): string {
  return moment === undefined ? '–' : `${ageText(now.getTime() - moment.getTime())} ago`;
}

/** Such as `in 48m`; `due` for a time in the past, `–` if undefined. */
export function untilText(moment: Date | undefined, now: Date): string {
  if (moment === undefined) return '–';
  return moment <= now ? 'due' : `in ${ageText(moment.getTime() - now.getTime())}`;
}

/** A duration such as `9s`, `1m34s`, `2h5m`. */
export function durationText(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.round(ms))}ms`;
  const seconds = Math.round(ms / second);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${rest(seconds % 60, 's')}`;
  return `${Math.floor(seconds / 3600)}h${rest(Math.floor((seconds % 3600) / 60), 'm')}`;
}

function rest(count: number, unit: string): string {
  return count === 0 ? '' : `${count}${unit}`;
}
