import { Command } from 'commander';
import { appsOrAsked } from '../../cli/app-argument.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection } from '../../cli/selection.ts';

const page: HelpPage = {
  usage: ['unlock APP... [flags]', 'unlock {-l SELECTOR | --all} [-A] [flags]'],
  examples: [
    { purpose: 'Look, and be asked', line: 'unlock web -n home' },
    { purpose: 'Only look, everywhere', line: 'unlock --all -A --dry-run' },
    { purpose: 'Unlock, then back up', line: 'unlock web -n home --yes --wait' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'no lock left',
    refused: 'a lock was kept',
    failed: 'restic failed',
    unprotected: 'no repository',
    unknown: 'unknown',
  },
};

const defaultTimeoutMs = 2 * 60_000;
const defaultWaitMs = 30 * 60_000;

/** `volsyncctl unlock`. */
export function unlockCommand(context: CommandContext): Command {
  const command = new Command('unlock')
    .summary('list the locks of repositories, and remove dead ones')
    .description('List the locks in the repositories of apps, and remove those whose owner is proven dead.')
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: true })
    .optionsGroup('Unlock:')
    .option('--wait [duration]', 'then back up, and wait for the proof (default: 30m)', parsePositiveDurationMs)
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show what would be removed, and remove nothing');
  return addHelp(addRepositoryOptions(command, { timeout: '2m' }), page).action(
    action(context, async (all, [words]) => {
      const chosen = selection(words as readonly string[], all, !context.io.canPrompt);
      const { wait, yes, dryRun } = all as { wait?: number | true; yes?: true; dryRun?: true };
      const options = {
        ...globalOptions(all),
        unlock: repositoryOptions(all, defaultTimeoutMs),
        waitMs: wait === true ? defaultWaitMs : wait,
        isConfirmed: yes === true,
        isDryRun: dryRun === true,
      };
      const cluster = await context.io.connect(options);
      const apps = await appsOrAsked(chosen, { io: context.io, cluster, options });
      const { showUnlock } = await import('./run.ts');
      return showUnlock(context.io, cluster, apps, options);
    }),
  );
}
