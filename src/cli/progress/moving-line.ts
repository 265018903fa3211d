import ora, { type Ora } from 'ora';
import { durationText } from '../../text/age.ts';
import type { Io } from '../io.ts';

type LineIo = Pick<Io, 'stderr' | 'env' | 'now' | 'sleep'>;

/**
 * Shorter work does not show its duration; without a terminal, lines are printed at this interval, later at the second
 * one.
 */
const restMs = [30_000, 5 * 60_000] as const;
/** The width of the longest clock, with the blank before it. */
const clockColumns = 8;

/** Rows that are redrawn around the animated one; those above and below are complete lines. */
export interface MovingRows {
  readonly above: readonly string[];
  readonly text: string;
  readonly below: readonly string[];
  /** When the animated row began. */
  readonly since: Date | undefined;
}

/**
 * The current activity, with a clock. On a terminal one animated line; otherwise a line now and then, to show that long
 * work continues.
 */
export class MovingLine {
  readonly #io: LineIo;
  readonly #line: Ora | undefined;
  readonly #columns: number;
  #begunAt: number;
  #beats: AbortController | undefined;
  /** Undefined while there is nothing to show. */
  #text: string | undefined;
  #isClosed = false;
  #below: readonly string[] = [];

  constructor(io: LineIo) {
    this.#io = io;
    this.#begunAt = io.now().getTime();
    this.#line = spinner(io, () => [this.#clock(), ...this.#below].join('\n'));
    this.#columns = io.stderr.columns;
  }

  /** Whether there is one: otherwise each event is printed as a line. */
  get isShown(): boolean {
    return this.#line !== undefined;
  }

  draw(text: string): void {
    // An animated line keeps the program alive.
    if (this.#isClosed) return;
    this.#text = text;
    if (this.#line === undefined) {
      this.#beats ??= this.#beginBeats();
      return;
    }
    this.#line.text = text.slice(0, Math.max(20, this.#columns - 3 - clockColumns));
    if (!this.#line.isSpinning) this.#line.start();
  }

  /** Draws rows in place, only on a terminal: all move up together when a permanent line is written above. */
  drawRows({ above, text, below, since }: MovingRows): void {
    if (this.#line === undefined) return;
    this.#below = below;
    this.#begunAt = since?.getTime() ?? this.#begunAt;
    this.#line.prefixText = above.map((row) => `${row}\n`).join('');
    this.draw(text);
  }

  /** Makes room for a permanent line. */
  pause(): void {
    this.#text = undefined;
    if (!this.#isClosed) this.#line?.stop();
  }

  close(): void {
    this.#isClosed = true;
    this.#beats?.abort();
    this.#line?.stop();
  }

  get #passedMs(): number {
    return this.#io.now().getTime() - this.#begunAt;
  }

  #clock(): string {
    return this.#passedMs < 1000 ? '' : durationText(this.#passedMs);
  }

  #beginBeats(): AbortController {
    const stop = new AbortController();
    const beat = async () => {
      for (;;) {
        await this.#io.sleep(this.#passedMs < restMs[1] ? restMs[0] : restMs[1], stop.signal);
        if (this.#text !== undefined) this.#io.stderr.write(`► ${this.#text} · ${durationText(this.#passedMs)}\n`);
      }
    };
    beat().catch(() => undefined);
    return stop;
  }
}

/**
 * The spinner, without color; undefined if nothing can move: without a terminal, on one without a size or cursor
 * control, and in CI logs.
 */
function spinner({ stderr: { stream }, env }: LineIo, suffixText: () => string): Ora | undefined {
  if (stream === undefined || env['CI'] || env['TERM'] === 'dumb') return undefined;
  return ora({ stream, discardStdin: false, isEnabled: true, color: false, suffixText });
}
