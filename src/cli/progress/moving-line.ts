import ora, { type Ora } from 'ora';
import { durationText } from '../../text/age.ts';
import type { Io } from '../io.ts';

type LineIo = Pick<Io, 'stderr' | 'env' | 'now' | 'sleep'>;

/** Work that is over sooner says nothing of its length; lines off a terminal are that far apart, later as far as the second. */
const restMs = [30_000, 5 * 60_000] as const;
/** As long as the longest clock, with the blank before it. */
const clockColumns = 8;

/** Rows that are drawn again around the one that moves; those above and below are whole lines. */
export interface MovingRows {
  readonly above: readonly string[];
  readonly text: string;
  readonly below: readonly string[];
  /** When the one that moves began. */
  readonly since: Date | undefined;
}

/**
 * What is at work, with a clock. On a terminal one line that moves; elsewhere a line now and then, so that whoever reads it sees
 * that long work goes on.
 */
export class MovingLine {
  readonly #io: LineIo;
  readonly #line: Ora | undefined;
  readonly #columns: number;
  #begunAt: number;
  #beats: AbortController | undefined;
  /** Undefined while there is nothing to say. */
  #text: string | undefined;
  #isClosed = false;
  #below: readonly string[] = [];

  constructor(io: LineIo) {
    this.#io = io;
    this.#begunAt = io.now().getTime();
    this.#line = spinner(io, () => [this.#clock(), ...this.#below].join('\n'));
    this.#columns = io.stderr.columns;
  }

  /** Whether there is one: else what happens has to be told line by line. */
  get isShown(): boolean {
    return this.#line !== undefined;
  }

  draw(text: string): void {
    // A line that moves keeps the program alive.
    if (this.#isClosed) return;
    this.#text = text;
    if (this.#line === undefined) {
      this.#beats ??= this.#beginBeats();
      return;
    }
    this.#line.text = text.slice(0, Math.max(20, this.#columns - 3 - clockColumns));
    if (!this.#line.isSpinning) this.#line.start();
  }

  /** Draws rows in place, on a terminal alone: all move up together when a line that stays is written above. */
  drawRows({ above, text, below, since }: MovingRows): void {
    if (this.#line === undefined) return;
    this.#below = below;
    this.#begunAt = since?.getTime() ?? this.#begunAt;
    this.#line.prefixText = above.map((row) => `${row}\n`).join('');
    this.draw(text);
  }

  /** Makes room for a line that stays. */
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
 * What turns while something is at work, without colour; undefined where nothing can move: off a terminal, on one without a size
 * or that cannot go back, and where CI reads it later.
 */
function spinner({ stderr: { stream }, env }: LineIo, suffixText: () => string): Ora | undefined {
  if (stream === undefined || env['CI'] || env['TERM'] === 'dumb') return undefined;
  return ora({ stream, discardStdin: false, isEnabled: true, color: false, suffixText });
}
