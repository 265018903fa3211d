import { Command } from 'commander';
import { appsOrAsked } from '../../cli/app-argument.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addSelectionOptions, selection } from '../../cli/selection.ts';

const page: HelpPage = {
  usage: ['suspend APP... [flags]', 'suspend {-l SELECTOR | --all} [-A] [flags]'],
  examples: [
    { purpose: 'Before a database upgrade', line: "suspend web -n home --for 2h --reason 'upgrade'" },
    { purpose: 'All apps', line: 'suspend --all -A' },
    { purpose: 'Then wait for what runs', line: 'status -A --busy --wait' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'suspended',
    timeout: 'not taken up',
    failed: 'failed',
    unknown: 'unknown',
  },
};

/** `volsyncctl suspend`. */
export function suspendCommand(context: CommandContext): Command {
  const command = new Command('suspend')
    .summary('suspend the scheduled backups of apps for maintenance')
    .description('Suspend the scheduled backups of apps for maintenance; resume restores the same schedule.')
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: true })
    .optionsGroup('Note for status:')
    .option('--for <duration>', 'expected duration, such as 2h; nothing resumes by itself', parsePositiveDurationMs)
    .option('--reason <text>', 'reason to show')
    .optionsGroup('Suspend:')
    .option('--ignore-gitops', 'even where Flux or Argo CD may restore the schedule')
    .option('--dry-run', 'show what would be changed, and change nothing');
  return addHelp(command, page).action(
    action(context, async (all, [words]) => {
      const chosen = selection(words as readonly string[], all, !context.io.canPrompt);
      const given = all as { for?: number; reason?: string; ignoreGitops?: true; dryRun?: true };
      const options = globalOptions(all);
      const cluster = await context.io.connect(options);
      const apps = await appsOrAsked(chosen, { io: context.io, cluster, options });
      const { showSuspend } = await import('./run.ts');
      return showSuspend(context.io, cluster, apps, {
        ...options,
        suspend: {
          forMs: given.for,
          reason: given.reason,
          ignoresGitOps: given.ignoreGitops === true,
          isDryRun: given.dryRun === true,
        },
      });
    }),
  );
}
