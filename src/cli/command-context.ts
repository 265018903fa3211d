import type { Command } from 'commander';
import type { Io } from './io.ts';

/** What a command is given: the world, and where to leave its exit code. */
export interface CommandContext {
  readonly io: Io;
  end(exitCode: number): void;
}

/** Wraps a command's work for commander: `work` gets all options and the command's arguments, and returns the exit code. */
export function action(
  context: CommandContext,
  work: (options: Readonly<Record<string, unknown>>, args: readonly unknown[]) => Promise<number>,
): (...words: unknown[]) => Promise<void> {
  return async (...words) => {
    const command = words.at(-1) as Command;
    context.end(await work(command.optsWithGlobals(), words.slice(0, -2)));
  };
}
