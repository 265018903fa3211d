const firstDelayMs = 150;
const longestDelayMs = 3_000;

/** Doubles with each attempt, with jitter so that two programs that failed together do not retry together. */
export function backoffMs(attempt: number): number {
  const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return delayMs * (0.75 + Math.random() / 2);
}
