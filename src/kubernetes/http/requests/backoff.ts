const firstDelayMs = 150;
const longestDelayMs = 3_000;

/** Doubling with each attempt, and never the same for two programs that failed together. */
export function backoffMs(attempt: number): number {
  const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return delayMs * (0.75 + Math.random() / 2);
}
