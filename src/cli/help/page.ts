import type { Command } from 'commander';
import type { Outcome } from '../../errors.ts';

/** One command line as it is typed, without the program's name, and what it is for. */
export interface Example {
  readonly purpose: string;
  readonly line: string;
}

/** How a command can end, each with what that means for this command, in at most three words. */
export type Endings = Readonly<Partial<Record<Outcome, string>>>;

/** What the help and the manual page of a command have besides its description and its flags. */
export interface HelpPage {
  /** Command lines without the program's name. */
  readonly usage: readonly string[];
  /** At most four. */
  readonly examples: readonly Example[];
  /** Every exit code that the command can end with, and no other. */
  readonly endings: Endings;
  /** Lines on how to read the output, where it has signs of its own. */
  readonly notes?: readonly string[] | undefined;
}

/** The endings of a command that asks no cluster. */
export const localEndings = {
  ok: 'done',
  unexpected: 'bug in volsyncctl',
  usage: 'invalid usage',
  failed: 'output not written',
  interrupted: 'interrupted',
} as const satisfies Endings;

/** The endings of every command that asks a cluster; a command adds its own, or says in its words what one means. */
export const clusterEndings = {
  ...localEndings,
  'not-found': 'not found',
  refused: 'refused',
  forbidden: 'no permission',
  unreachable: 'no connection',
} as const satisfies Endings;

/** Heading of the flags that many commands have for their helper pods; `volsyncctl options` shows them once. */
export const helperPodFlags = 'Helper pods:';

/** Heading of the flags of commands that list, shown there too. */
export const listFlags = 'Lists:';

const pages = new WeakMap<Command, HelpPage>();

/** Gives a command its help. */
export function addHelp(command: Command, page: HelpPage): Command {
  pages.set(command, page);
  return command;
}

/** The help of a command; undefined for commander's own. */
export function helpOf(command: Command): HelpPage | undefined {
  return pages.get(command);
}

/** The words of a command line up to the command: `restore abort`; empty for the program. */
export function commandPath(command: Command): readonly string[] {
  return command.parent === null ? [] : [...commandPath(command.parent), command.name()];
}
