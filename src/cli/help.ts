import type { Command } from 'commander';
import { exitCodeMeanings, exitCodes, outcomesFromWorst, type Outcome } from '../errors.ts';

/** One command line as it is typed, without the program's name, and what it is for. */
export interface Example {
  readonly purpose: string;
  readonly line: string;
}

/** The examples of a command's help, as kubectl writes them; add it with `addHelpText('after', …)`. */
export function examplesText(programName: string, examples: readonly Example[]): string {
  const texts = examples.map(({ purpose, line }) => `  # ${purpose}\n  ${programName} ${line}`);
  return `\nExamples:\n${texts.join('\n\n')}`;
}

/** A description with its paragraphs as one line each, for commander to wrap: source lines end elsewhere than a terminal's. */
export function reflowed(command: Command): string {
  return command.description().replace(/(?<!\n)\n(?![\n ])/g, ' ');
}

/** Adds what the exit codes mean, the same for every command, to the end of its help. */
export function addExitCodes(command: Command): Command {
  return command.addHelpText('after', exitCodesText());
}

function exitCodesText(): string {
  const outcomes = Object.keys(exitCodes) as Outcome[];
  const lines = outcomes.map((outcome) => `${String(exitCodes[outcome]).padStart(5)}  ${exitCodeMeanings[outcome]}`);
  const order = outcomesFromWorst.map((outcome) => exitCodes[outcome]).join(', ');
  return `\nExit codes:\n${lines.join('\n')}\nOver several objects the worst one counts, in this order:\n  ${order}`;
}
