/** The other side was silent for too long. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.limitMs = limitMs;
  }
}

/** Watches over something that has to make progress. */
export interface StallGuard {
  progress(): void;
  end(): void;
}

/** Calls `onStall` when there was no progress for that long. */
export function stallGuard(limitMs: number, onStall: () => void): StallGuard {
  const timer = setTimeout(onStall, limitMs);
  return { progress: () => void timer.refresh(), end: () => clearTimeout(timer) };
}
