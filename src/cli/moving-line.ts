import ora from 'ora';
import type { Io } from './io.ts';

/** One line on a terminal that moves while something is at work; nothing elsewhere. */
export class MovingLine {
  readonly #line: ReturnType<typeof ora> | undefined;
  readonly #columns: number;
  #isClosed = false;

  constructor({ stderr: { stream, columns } }: Pick<Io, 'stderr'>) {
    this.#line = stream === undefined ? undefined : ora({ stream, discardStdin: false, isEnabled: true });
    this.#columns = columns;
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
