/** A step: pending (neither `since` nor `tookMs`), running, or done. */
export interface Work {
  /** Its duration on two cores; undefined if not measured. */
  readonly seconds?: number | undefined;
  /** When it began, in milliseconds, while it is running. */
  readonly since?: number;
  /** The completed fraction, if it can report it. */
  fraction?: number;
  readonly tookMs?: number;
}

/** Less measured time says nothing about the speed of this machine. */
const enoughToJudgeSeconds = 20;

/**
 * The remaining time of the announced steps, estimated from the duration of completed ones; undefined if none was
 * announced.
 */
export function secondsLeft(steps: Iterable<Work>, now: number): number | undefined {
  const measured = [...steps].filter((step): step is Work & { seconds: number } => step.seconds !== undefined);
  if (measured.length === 0) return undefined;
  const pace = paceOf(measured, now);
  return measured.reduce((sum, step) => sum + step.seconds * pace * (1 - doneOf(step, now, pace)), 0);
}

/** How much slower this machine is than the one on which the durations were measured. */
function paceOf(steps: readonly (Work & { seconds: number })[], now: number): number {
  let expected = 0;
  let took = 0;
  for (const { seconds, since, fraction, tookMs } of steps) {
    if (tookMs !== undefined) [expected, took] = [expected + seconds, took + tookMs / 1000];
    else if (since !== undefined && fraction !== undefined) {
      [expected, took] = [expected + seconds * fraction, took + (now - since) / 1000];
    }
  }
  return expected < enoughToJudgeSeconds ? 1 : took / expected;
}

/** The completed fraction of a step, from 0 to 1; one that takes longer than expected never quite reaches 1. */
function doneOf({ seconds, since, fraction, tookMs }: Work & { seconds: number }, now: number, pace: number): number {
  if (tookMs !== undefined) return 1;
  if (since === undefined) return 0;
  return fraction ?? Math.min(0.95, (now - since) / 1000 / (seconds * pace));
}
