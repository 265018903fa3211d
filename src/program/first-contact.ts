import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { globalOptions } from '../cli/options/global.ts';
import type { Io } from '../cli/io.ts';
import { askedContexts } from '../cli/kube-contexts/asked-contexts.ts';

/** Whether words have flags alone, and name no command; throws as commander does where a flag is wrong. */
export function namesNoCommand(words: readonly string[], root: Command): boolean {
  if (words[0] !== undefined && !words[0].startsWith('-')) return false;
  const { operands, unknown } = root.parseOptions([...words]);
  return operands.length === 0 && unknown.length === 0;
}

/** What is shown where no command is named: on a terminal the cluster at first sight, elsewhere the help, as kubectl does. */
export async function showFirstContact(root: Command, io: Io): Promise<number> {
  if (!io.stdout.isTerminal || io.env['CI']) {
    root.outputHelp();
    return exitCodes.ok;
  }
  const { showOverview } = await import('../commands/status/overview.ts');
  const options = { ...root.opts(), ...(await askedContexts('the first page', root.opts(), io)) };
  return showOverview(io, globalOptions(options), groupsOf(root));
}

function groupsOf(root: Command): Readonly<Record<string, readonly string[]>> {
  const groups = Map.groupBy(root.commands, (command) => command.helpGroup().replace(/:$/, ''));
  return Object.fromEntries([...groups].map(([group, commands]) => [group, commands.map((command) => command.name())]));
}
