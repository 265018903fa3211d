import type { Command } from 'commander';
import { Failure, isFailure } from '../errors.ts';
import { grantableCommands } from '../rights/grantable-command.ts';
import type { Io } from './io.ts';
import { withoutEmptyNamespace } from './object-names.ts';
import { checkSortPath } from './options/list-options.ts';
import { loadedFormat, refuseFormat } from './output.ts';
import { askedContexts } from './kube-contexts/asked-contexts.ts';

/** What a command gets: the world, and where to store its exit code. */
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
    try {
      const typed = withoutEmptyNamespace(command.optsWithGlobals());
      refuseFormat(entryOf(command), typed['output']);
      await checkSortPath(typed);
      const asked = await askedContexts(pathOf(command), typed, context.io);
      const options = { ...typed, ...asked, output: await loadedFormat(typed['output']) };
      context.end(await work(options, words.slice(0, -2)));
    } catch (error) {
      throw withRightsHint(error, entryOf(command), context.io.programName);
    }
  };
}

/** The top-level command: `snapshots` for `snapshots ls` as well. */
function entryOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? entryOf(parent) : command.name();
}

/** The command as typed, such as `snapshots ls`. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}

/** For a missing right: adds the command that prints all rights that this command needs. */
export function withRightsHint(error: unknown, command: string, programName: string): unknown {
  if (!isFailure(error) || error.missingRight === undefined) return error;
  const { namespace } = error.missingRight;
  const place = namespace === undefined ? '-A' : `-n ${namespace}`;
  const name = grantableCommands.find((each) => each === command) ?? '';
  const { kind, message, details, missingRight } = error;
  const hint = `ask an administrator to apply the output of: ${[programName, 'rbac', name, place].filter(Boolean).join(' ')}`;
  return new Failure(kind, message, { hint, details, missingRight, cause: error.cause });
}
