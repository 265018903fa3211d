import { Command } from 'commander';
import { resolveTarget } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../../cli/help/page.ts';
import { repositoryOptions } from '../../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../../cli/selection.ts';
import { timeoutMs } from '../timeout.ts';

const page: HelpPage = {
  usage: ['doctor bundle [APP...] [flags]', 'doctor bundle [-A] [-l SELECTOR] [flags]'],
  examples: [
    { purpose: 'All apps', line: 'doctor bundle -A' },
    { purpose: 'One app, into this file', line: 'doctor bundle web -n home --file web.tar.gz' },
  ],
  endings: { ...clusterEndings, ok: 'written', unknown: 'not all collected' },
};

/** `volsyncctl doctor bundle`. */
export function bundleCommand(context: CommandContext): Command {
  const command = new Command('bundle')
    .summary('write a redacted archive for an issue report')
    .description(
      'Write the findings, and the objects that they are made from, into a redacted archive for an issue report: without values of Secrets, variables or foreign annotations.',
    )
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: false })
    .optionsGroup('Output:')
    .option('--file <path>', 'archive (default: volsyncctl-doctor-TIME.tar.gz)');
  return addHelp(command, page).action(
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
