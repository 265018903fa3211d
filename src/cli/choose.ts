import search from '@inquirer/search';
import { Failure } from '../errors.ts';
import { plainLine } from '../foreign-text.ts';
import type { BrowserTerminal } from './browsed-files.ts';
import { prompting } from './prompt-session.ts';

export interface Choice<Value> {
  readonly value: Value;
  /** One line, aligned with the others; typed letters are searched in it. */
  readonly line: string;
  /** Shown in its place once it is chosen. */
  readonly short: string;
  /** Why it cannot be chosen. */
  readonly refused?: string | undefined;
}

/** The terminal for the choice. */
export type ChoosingTerminal = Pick<BrowserTerminal, 'stdin' | 'stderr' | 'style'>;

export interface ChoosingManner {
  /** Asks even if there is only one choice, because what follows changes something. */
  readonly asksOfOne?: boolean;
}

/**
 * Asks for one of these on stderr, with arrow keys or by typing some letters of it. A single choice is taken without a
 * question, and reported, unless `asksOfOne`. Rejects with `refused` if none can be chosen; callers check
 * `io.canPrompt` first.
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

/** The choices whose lines contain all of the typed words, ignoring case. */
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
