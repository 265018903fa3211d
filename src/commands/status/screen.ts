import type { Output } from '../../cli/io.ts';

/** The control sequences of xterm that every terminal of today knows. */
const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const leave = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const home = '\x1b[H';
const clearToLineEnd = '\x1b[K';
const clearBelow = '\x1b[J';

/**
 * A screen of its own that is drawn again and again, without a trace in the terminal's history. Long lines end at the
 * edge, and what is below the last line is counted.
 */
export class Screen {
  readonly #output: Output;
  #isOpen = false;

  constructor(output: Output) {
    this.#output = output;
  }

  draw(text: string): void {
    if (!this.#isOpen) this.#draw(enter);
    this.#isOpen = true;
    const lines = fitting(text.trimEnd().split('\n'), (this.#output.rows ?? 24) - 1);
    this.#draw(home + lines.map((line) => `${line}${clearToLineEnd}\n`).join('') + clearBelow);
  }

  #draw(sequences: string): void {
    (this.#output.draw ?? this.#output.write)(sequences);
  }

  /** Gives the terminal back as it was. */
  close(): void {
    if (this.#isOpen) this.#draw(leave);
    this.#isOpen = false;
  }
}

function fitting(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const shown = lines.slice(0, Math.max(1, rows - 1));
  return [...shown, `… and ${lines.length - shown.length} more lines; enlarge the terminal or use --problems`];
}
