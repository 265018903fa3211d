import { secondsLeft, type Work } from './estimate.ts';

interface Place {
  readonly now: number;
  readonly startedAt: number;
  /** The maximum length of the line. */
  readonly room: number;
}

/** The progress line: time, number of completed steps, the running ones, what is left and the remaining time. */
export function lineOf(steps: ReadonlyMap<string, Work>, { now, startedAt, room }: Place): string {
  const all = [...steps];
  const running = all.filter(([, { since }]) => since !== undefined);
  const toCome = all.filter(([, { since, tookMs }]) => since === undefined && tookMs === undefined);
  const done = all.length - running.length - toCome.length;
  const left = secondsLeft(steps.values(), now);
  const parts = [
    `${duration(now - startedAt).padStart(8)}  … ${toCome.length === 0 ? '' : `${done} of ${all.length} done · `}`,
    running.map(([name, { fraction }]) => (fraction === undefined ? name : `${name} ${percent(fraction)}`)).join(', '),
    left === undefined ? '' : ` · about ${roughly(left)} left`,
    toCome.length === 0 ? '' : ` for ${toCome.map(([name]) => name).join(', ')}`,
  ];
  const line = parts.join('');
  return line.length <= room ? line : `${line.slice(0, room - 1)}…`;
}

/** `4.2 s` below a minute, `3 min 12 s` above. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A rounded estimate: `20 s`, `4 min`. */
export function roughly(seconds: number): string {
  return seconds < 90 ? `${Math.max(10, Math.ceil(seconds / 10) * 10)} s` : `${Math.round(seconds / 60)} min`;
}

function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)}%`;
}
