import ora, { type Ora } from 'ora';
import type { Io } from './io.ts';

/** One line on a terminal that moves while something is at work; nothing elsewhere. */
export class MovingLine {
  readonly #line: Ora | undefined;
  readonly #columns: number;
  #isClosed = false;

  constructor(io: Pick<Io, 'stderr' | 'env'>) {
    this.#line = spinner(io);
    this.#columns = io.stderr.columns;
  }

  /** Whether there is one: else what happens has to be told line by line. */
  get isShown(): boolean {
    return this.#line !== undefined;
  }

  draw(text: string): void {
    // A line that moves keeps the program alive.
    if (this.#line === undefined || this.#isClosed) return;
    this.#line.text = text.slice(0, Math.max(20, this.#columns - 3));
    if (!this.#line.isSpinning) this.#line.start();
  }

  /** Makes room for a line that stays. */
  pause(): void {
    if (!this.#isClosed) this.#line?.stop();
  }

  close(): void {
    this.#isClosed = true;
    this.#line?.stop();
  }
}

/**
 * What turns while something is at work, without colour; undefined where nothing can move: off a terminal, on one without a size
 * or that cannot go back, and where CI reads it later.
 */
function spinner({ stderr: { stream }, env }: Pick<Io, 'stderr' | 'env'>): Ora | undefined {
  if (stream === undefined || env['CI'] || env['TERM'] === 'dumb') return undefined;
  return ora({ stream, discardStdin: false, isEnabled: true, color: false });
}
