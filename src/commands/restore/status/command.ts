import { Command } from 'commander';
import { resolveTarget } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { examplesText } from '../../../cli/help.ts';
import { selection, target } from '../../../cli/selection.ts';

const description = `Show the restores in place that are not over: how far each is, what it has stopped and
holds, whether the volume is touched, and the two ways out. It only reads.

The exit code is 9 where one is open, 10 where the journal of one is not understood or only
a schedule is left parked (the others are shown all the same), and 0 where none is.`;

const examples = [
  { purpose: 'Of one app', line: 'restore status web -n home' },
  { purpose: 'In the whole cluster', line: 'restore status -A' },
  {
    purpose: 'For a script',
    line: `restore status -A -o json | jq -r '.restores[] | [.namespace, .app, .direction] | @tsv'`,
  },
];

/** `volsyncctl restore status`. */
export function restoreStatusCommand(context: CommandContext): Command {
  return new Command('status')
    .summary('show the restores in place that are not over')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME')
    .option('-A, --all-namespaces', 'in all namespaces')
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
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
