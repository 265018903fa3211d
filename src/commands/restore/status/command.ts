import { Command } from 'commander';
import { resolveTarget } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { examplesText } from '../../../cli/help.ts';
import { selection, target } from '../../../cli/selection.ts';

const description = `Show unfinished in-place restores: how far each one got, what it has stopped and suspended,
whether the volume was touched, and the two ways out. It only reads.

The exit code is 9 if one is open, 10 if a journal cannot be understood or only a parked
schedule is left (the others are still shown), and 0 if there is none.`;

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
    .summary('show unfinished in-place restores')
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
