import { Command } from 'commander';
import { resolveTarget } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../../cli/help/page.ts';
import { selection, target } from '../../../cli/selection.ts';

const page: HelpPage = {
  usage: ['restore status [APP...] [flags]', 'restore status -A'],
  examples: [
    { purpose: 'Of one app', line: 'restore status web -n home' },
    { purpose: 'In the whole cluster', line: 'restore status -A' },
  ],
  endings: { ...clusterEndings, ok: 'none is open', unprotected: 'one is open', unknown: 'not readable' },
};

/** `volsyncctl restore status`. */
export function restoreStatusCommand(context: CommandContext): Command {
  const command = new Command('status')
    .summary('show unfinished in-place restores')
    .description('Show unfinished in-place restores: how far each one got, what it stopped, and the ways out.')
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME')
    .optionsGroup('Which apps:')
    .option('-A, --all-namespaces', 'in all namespaces');
  return addHelp(command, page).action(
    action(context, async (all, [words]) => {
      const chosen = selection(words as readonly string[], all, false);
      const options = globalOptions(all);
      const cluster = await context.io.connect(options);
      const { showRestoreStatus } = await import('./run.ts');
      return showRestoreStatus(
        context.io,
        cluster,
        await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal),
        options,
      );
    }),
  );
}
