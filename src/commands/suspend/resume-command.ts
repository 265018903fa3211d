import { Command } from 'commander';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { examplesText } from '../../cli/help.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';

const description = `Resume the backups of apps that suspend has suspended: the trigger from before is restored
exactly. A trigger that somebody has changed since is left alone (4), with the commands.

Where a scheduled run was missed, VolSync makes up for it at once, with the data of now.
An in-place restore is continued by restore resume.`;

const examples = [
  { purpose: 'Back up web by its schedule again', line: 'resume web -n home' },
  { purpose: 'Everything that is suspended', line: 'resume --all -A' },
];

/** `volsyncctl resume`. */
export function resumeCommand(context: CommandContext): Command {
  const command = new Command('resume')
    .summary('resume the scheduled backups of apps that were suspended')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  return addSelectionOptions(command, { hasAll: true })
    .option('--dry-run', 'show what would be changed, and change nothing')
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, true);
        const options = globalOptions(all);
        const cluster = await context.io.connect(options);
        const apps = await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal);
        const { showResume } = await import('./run.ts');
        return showResume(context.io, cluster, apps, { ...options, isDryRun: all['dryRun'] === true });
      }),
    );
}
