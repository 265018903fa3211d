import type { Command } from 'commander';
import type { Outcome } from '../../errors.ts';

/** An example command line without the program's name, and its purpose. */
export interface Example {
  readonly purpose: string;
  readonly line: string;
}

/** The exit codes of a command, each with its meaning for this command, in at most three words. */
export type Endings = Readonly<Partial<Record<Outcome, string>>>;

/** The parts of a command's help and manual page besides its description and flags. */
export interface HelpPage {
  /** Command lines without the program's name. */
  readonly usage: readonly string[];
  /** At most four. */
  readonly examples: readonly Example[];
  /** Every exit code that the command can end with, and no other. */
  readonly endings: Endings;
  /** Notes on reading the output, if it uses symbols of its own. */
  readonly notes?: readonly string[] | undefined;
}

/** The exit codes of a command that uses no cluster. */
export const localEndings = {
  ok: 'done',
  unexpected: 'bug in volsyncctl',
  usage: 'invalid usage',
  failed: 'output not written',
  interrupted: 'interrupted',
} as const satisfies Endings;

/** The exit codes of every command that uses a cluster; a command adds its own, or redefines a meaning. */
export const clusterEndings = {
  ...localEndings,
  'not-found': 'not found',
  refused: 'refused',
  forbidden: 'no permission',
  unreachable: 'no connection',
  timeout: 'deadline passed',
} as const satisfies Endings;

/** Heading of the helper pod flags that many commands share; `volsyncctl options` shows them once. */
export const helperPodFlags = 'Helper pods:';

/** Heading of the flags of list commands, shown there too. */
export const listFlags = 'Lists:';

const pages = new WeakMap<Command, HelpPage>();

/** Sets the help of a command. */
export function addHelp(command: Command, page: HelpPage): Command {
  pages.set(command, page);
  return command;
}

/** The help of a command; undefined for commander's own. */
export function helpOf(command: Command): HelpPage | undefined {
  return pages.get(command);
}

/** The words of the command: `restore abort`; empty for the program. */
export function commandPath(command: Command): readonly string[] {
  return command.parent === null ? [] : [...commandPath(command.parent), command.name()];
}
