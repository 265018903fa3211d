import type { Command } from 'commander';
import { helpOf, commandPath } from '../../src/cli/help/page.ts';
import { exitCodes, type Outcome } from '../../src/errors.ts';
import { program } from '../../src/program/program.ts';
import { FakeIo } from './fake-io.ts';

/** Every command and subcommand, without the program. */
export function allCommands(root: Command = program({ io: new FakeIo(), end: () => undefined })): readonly Command[] {
  return root.commands.flatMap((command) => [command, ...allCommands(command)]);
}

/** The exit codes in the help of the command that a command line names. */
export function declaredCodes(words: readonly string[]): readonly number[] {
  let command = program({ io: new FakeIo(), end: () => undefined });
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) break;
    command = next;
  }
  return codesOf(command);
}

/** Each command with its exit codes. */
export function allDeclaredCodes(): readonly (readonly [string, readonly number[]])[] {
  return allCommands().map((command) => [commandPath(command).join(' '), codesOf(command)]);
}

function codesOf(command: Command): readonly number[] {
  const outcomes = Object.keys(helpOf(command)?.endings ?? {}) as Outcome[];
  return outcomes.map((outcome) => exitCodes[outcome]).toSorted((one, other) => one - other);
}
