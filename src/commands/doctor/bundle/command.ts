import { Command } from 'commander';
import { resolveTarget } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { examplesText } from '../../../cli/help.ts';
import { repositoryOptions } from '../../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../../cli/selection.ts';
import { timeoutMs } from '../timeout.ts';

const description = `Write the findings and the objects they were made from into one archive, for an issue
report. Redacted: Secrets are never read, values of variables and of foreign annotations,
credentials in addresses, and what runs in the pods of apps are left out. Names stay.`;

/** `volsyncctl doctor bundle`. */
export function bundleCommand(context: CommandContext): Command {
  const command = new Command('bundle')
    .summary('write a redacted archive for an issue report')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  return addSelectionOptions(command, { hasAll: false })
    .option('--file <path>', 'the archive; default is volsyncctl-doctor-TIME.tar.gz')
    .addHelpText('after', examplesText(context.io.programName, [{ purpose: 'All apps', line: 'doctor bundle -A' }]))
    .action(
      action(context, async (all, [words]) => {
        const { file, helperPods } = all as { file?: string; helperPods?: boolean };
        const chosen = selection(words as readonly string[], all, false);
        const options = globalOptions(all);
        const cluster = await context.io.connect(options);
        const found = await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal);
        const { writeBundle } = await import('./run.ts');
        const look = { ...repositoryOptions(all, timeoutMs), withRepositories: helperPods !== false };
        return writeBundle(context.io, cluster, found, { ...options, ...look, file });
      }),
    );
}
