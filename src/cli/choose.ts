import search from '@inquirer/search';
import { Failure } from '../errors.ts';
import { plainLine } from '../foreign-text.ts';
import type { BrowserTerminal } from './browsed-files.ts';
import { prompting } from './prompt-session.ts';

export interface Choice<Value> {
  readonly value: Value;
  /** One line, in columns with the others; letters that are typed are sought in it. */
  readonly line: string;
  /** What stands for it once it is chosen. */
  readonly short: string;
  /** Why it cannot be chosen. */
  readonly refused?: string | undefined;
}

/** Where a choice is made. */
export type ChoosingTerminal = Pick<BrowserTerminal, 'stdin' | 'stderr' | 'style'>;

export interface ChoosingManner {
  /** The only one there is to choose is a question, too: what follows changes something. */
  readonly asksOfOne?: boolean;
}

/**
 * Asks for one of these on stderr, by arrows or by typing some letters of it. The only one there is to choose is taken
 * without a question, and said, unless `asksOfOne`. Rejects with `refused` where none can be chosen; callers look at `io.canPrompt` before.
 */
export async function chooseOne<Value>(
  message: string,
  choices: readonly Choice<Value>[],
  terminal: ChoosingTerminal,
  signal: AbortSignal,
  { asksOfOne = false }: ChoosingManner = {},
): Promise<Value> {
  const open = choices.filter(({ refused }) => refused === undefined);
  const [first] = open;
  if (first === undefined) throw nothingToChoose(message, choices);
  if (open.length === 1 && !asksOfOne) {
    terminal.stderr.write(`${terminal.style.quiet('·')} ${message} ${plainLine(first.short)}\n`);
    return first.value;
  }
  const pageSize = Math.max(3, Math.min(15, (terminal.stderr.rows ?? 24) - 4));
  const source = (typed: string | undefined) => matching(choices, typed ?? '').map(asked);
  return await prompting(terminal, signal, (context) => search({ message, source, pageSize }, context));
}

/** The choices with all of the typed words in their lines, whatever the case. */
export function matching<Value>(choices: readonly Choice<Value>[], typed: string): readonly Choice<Value>[] {
  const words = typed.toLowerCase().split(/\s+/);
  return choices.filter(({ line }) => words.every((word) => line.toLowerCase().includes(word)));
}

function asked<Value>({ value, line, short, refused }: Choice<Value>) {
  const reason = refused === undefined ? false : plainLine(refused);
  return { value, name: plainLine(line), short: plainLine(short), disabled: reason };
}

function nothingToChoose(message: string, choices: readonly Choice<unknown>[]): Failure {
  const details = choices.map(({ short, refused = '' }) => `${short}: ${refused}`);
  return new Failure('refused', `There is nothing to choose for "${message}".`, { details });
}
