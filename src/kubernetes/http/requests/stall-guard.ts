/** The progress of a request. */
export type Phase = 'connect' | 'tls' | 'answer' | 'body';

/** The other side was silent for too long. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly limitMs: number;
  readonly phase: Phase;

  constructor(limitMs: number, phase: Phase) {
    super(`nothing happened for ${limitMs} ms (${phase})`);
    this.limitMs = limitMs;
    this.phase = phase;
  }
}

/** Watches something that has to make progress. */
export interface StallGuard {
  progress(): void;
  end(): void;
}

/** Calls `onStall` if there was no progress for that long. */
export function stallGuard(limitMs: number, onStall: () => void): StallGuard {
  const timer = setTimeout(onStall, limitMs);
  return { progress: () => void timer.refresh(), end: () => clearTimeout(timer) };
}
