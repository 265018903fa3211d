import { Command } from 'commander';
import { appsOrAsked } from '../../cli/app-argument.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addSelectionOptions, selection } from '../../cli/selection.ts';

const page: HelpPage = {
  usage: ['resume APP... [flags]', 'resume {-l SELECTOR | --all} [-A] [flags]'],
  examples: [
    { purpose: 'One app', line: 'resume web -n home' },
    { purpose: 'Everything that is suspended', line: 'resume --all -A' },
  ],
  notes: ['To resume an in-place restore, use "restore resume".'],
  endings: {
    ...clusterEndings,
    ok: 'resumed',
    timeout: 'not taken up',
    failed: 'failed',
    unknown: 'unknown',
  },
};

/** `volsyncctl resume`. */
export function resumeCommand(context: CommandContext): Command {
  const command = new Command('resume')
    .summary('resume the scheduled backups of apps that were suspended')
    .description('Resume the scheduled backups of suspended apps, with exactly the schedule from before.')
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: true })
    .optionsGroup('Resume:')
    .option('--dry-run', 'show what would be changed, and change nothing');
  return addHelp(command, page).action(
    action(context, async (all, [words]) => {
      const chosen = selection(words as readonly string[], all, !context.io.canPrompt);
      const options = globalOptions(all);
      const cluster = await context.io.connect(options);
      const apps = await appsOrAsked(chosen, { io: context.io, cluster, options });
      const { showResume } = await import('./run.ts');
      return showResume(context.io, cluster, apps, { ...options, isDryRun: all['dryRun'] === true });
    }),
  );
}
