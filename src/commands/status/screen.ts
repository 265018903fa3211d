import type { Output } from '../../cli/io.ts';

/** xterm's control sequences, which all terminals support. */
const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const leave = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const home = '\x1b[H';
const clearToLineEnd = '\x1b[K';
const clearBelow = '\x1b[J';

/**
 * An alternate screen that is redrawn, so that nothing stays in the terminal's history. Long lines are cut at the edge,
 * and lines below the last row are counted.
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

  /** Restores the terminal. */
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
