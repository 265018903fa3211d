/** A step: to come (neither `since` nor `tookMs`), running, or done. */
export interface Work {
  /** How long it takes on two cores; undefined where nobody has measured it. */
  readonly seconds?: number | undefined;
  /** When it began, in milliseconds, while it is running. */
  readonly since?: number;
  /** How much of it is done, where it can say so. */
  fraction?: number;
  readonly tookMs?: number;
}

/** Less says nothing about how fast this machine is. */
const enoughToJudgeSeconds = 20;

/** How long the announced steps will still take, by how long those took that are done; undefined where none was announced. */
export function secondsLeft(steps: Iterable<Work>, now: number): number | undefined {
  const measured = [...steps].filter((step): step is Work & { seconds: number } => step.seconds !== undefined);
  if (measured.length === 0) return undefined;
  const pace = paceOf(measured, now);
  return measured.reduce((sum, step) => sum + step.seconds * pace * (1 - doneOf(step, now, pace)), 0);
}

/** How many times as long as on the machine where the shares were measured things take here. */
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

/** How much of a step is done, from 0 to 1; one that takes longer than expected is never quite done. */
function doneOf({ seconds, since, fraction, tookMs }: Work & { seconds: number }, now: number, pace: number): number {
  if (tookMs !== undefined) return 1;
  if (since === undefined) return 0;
  return fraction ?? Math.min(0.95, (now - since) / 1000 / (seconds * pace));
}
