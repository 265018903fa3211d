import { plainLine } from '../../foreign-text.ts';
import { durationText } from '../../text/age.ts';
import { stepNames, type StepName } from '../../volsync/restore-journal.ts';
import type { Style } from '../../text/style.ts';
import { wrapText } from '../../text/wrap.ts';
import type { MovingRows } from '../../cli/progress/moving-line.ts';
import { stepLabels } from './text/journal.ts';

/** The texts of the plan for each step. */
export type PlannedTexts = Readonly<Record<StepName, readonly string[]>>;

export type StepDirection = 'forward' | 'giveBack' | 'undo';

interface Row {
  readonly text: string;
  state: 'open' | 'running' | 'done' | 'failed';
  since?: Date;
  /** Its duration, or that it was not finished. */
  end?: string;
}

/** The steps of a plan as rows on a terminal, which are ticked off in place. */
export class Checklist {
  readonly #rows: Row[];
  readonly #style: Style;
  readonly #now: () => Date;

  constructor(planned: PlannedTexts, style: Style, now: () => Date) {
    this.#style = style;
    this.#now = now;
    this.#rows = stepNames.map((name, index) => ({
      text: plainLine([`${index + 1} ${stepLabels[name]}`, ...planned[name]].join(' · ')),
      state: 'open',
    }));
  }

  /** Begins a step of the plan; undoing a step has its own row. */
  begin(name: StepName, doing: StepDirection): void {
    const planned = doing === 'forward' ? this.#rows[stepNames.indexOf(name)] : undefined;
    const row: Row = planned ?? { text: stepText(name, doing), state: 'open' };
    if (planned === undefined) this.#rows.push(row);
    Object.assign(row, { state: 'running', since: this.#now() });
  }

  done(): void {
    this.#end('done', (took) => took);
  }

  /** Marks a step that failed or was interrupted. */
  unfinished(): void {
    this.#end('failed', (took) => `not finished after ${took}`);
  }

  /** The rows around the running step, on a terminal of this width. */
  moving(columns: number, text: string | undefined): MovingRows {
    const at = this.#rows.findIndex(({ state }) => state === 'running');
    const split = at < 0 ? this.#rows.length : at;
    const lines = (rows: readonly Row[]) => rows.flatMap((row) => this.#lines(row, columns));
    return {
      above: lines(this.#rows.slice(0, split)),
      text: [this.#rows[at]?.text ?? '', ...(text === undefined ? [] : [plainLine(text)])].join(': '),
      below: lines(this.#rows.slice(split + 1)),
      since: this.#rows[at]?.since,
    };
  }

  /** The final rows after the animation has stopped; empty if nothing was started. */
  final(columns: number): readonly string[] {
    if (this.#rows.every(({ state }) => state === 'open')) return [];
    return this.#rows.flatMap((row) => this.#lines(row, columns));
  }

  #end(state: Row['state'], words: (took: string) => string): void {
    const row = this.#rows.find((one) => one.state === 'running');
    if (row?.since === undefined) return;
    Object.assign(row, { state, end: words(durationText(this.#now().getTime() - row.since.getTime())) });
  }

  #lines({ text, state, end }: Row, columns: number): readonly string[] {
    const [first = '', ...others] = wrapText([text, ...(end === undefined ? [] : [end])].join(' · '), columns - 4);
    const lines = [first, ...others.map((line) => `   ${line}`)];
    const signs = { open: '·', running: '·', done: this.#style.good('✔'), failed: this.#style.bad('✗') };
    // The first column is where the animated line has its blank.
    return lines.map((line, index) => {
      const shown = state === 'open' ? this.#style.quiet(line) : line;
      return ` ${index === 0 ? signs[state] : ' '} ${shown}`;
    });
  }
}

/** A step's action with its number in the plan. */
export function stepText(step: StepName, doing: StepDirection): string {
  const words = stepLabels[step];
  if (doing === 'forward') return `${stepNames.indexOf(step) + 1} of ${stepNames.length}: ${words}`;
  return `${doing === 'giveBack' ? 'releasing' : 'rolling back'}: ${words}`;
}
