import { Command } from 'commander';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { examplesText } from '../../cli/help.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';

const description = `List the locks in the repositories of apps, and remove those whose owner is proven dead.

A lock names the pod of its restic. It is removed where that pod has ended, where events
show that it was of this cluster and is gone from a node that is ready, or where restic
itself calls the lock stale. All others are kept, with exit code 4. Never --remove-all: a
backup that starts in this moment keeps its lock. A mover that waits to retry is restarted.`;

const examples = [
  { purpose: 'Look, and be asked', line: 'unlock web -n home' },
  { purpose: 'Only look, everywhere', line: 'unlock --all -A --dry-run' },
  { purpose: 'Remove them, and see the next backup through', line: 'unlock web -n home --yes --wait' },
  {
    purpose: 'Who holds which lock, for a script',
    line: `unlock web -n home --dry-run -o json | jq -r '.apps[].locks[] | [.host, .verdict] | @tsv'`,
  },
];

const defaultTimeoutMs = 2 * 60_000;
const defaultWaitMs = 30 * 60_000;

/** `volsyncctl unlock`. */
export function unlockCommand(context: CommandContext): Command {
  const command = new Command('unlock')
    .summary('list the locks of repositories, and remove those of dead movers')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: true })
    .option('--wait [duration]', 'then back the apps up and wait for the proof (default: 30m)', parsePositiveDurationMs)
    .option('-y, --yes', 'remove without a question')
    .option('--dry-run', 'show what would be removed, and remove nothing');
  return addRepositoryOptions(command, { timeout: '2m' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, true);
        const { wait, yes, dryRun } = all as { wait?: number | true; yes?: true; dryRun?: true };
        const options = {
          ...globalOptions(all),
          unlock: repositoryOptions(all, defaultTimeoutMs),
          waitMs: wait === true ? defaultWaitMs : wait,
          isConfirmed: yes === true,
          isDryRun: dryRun === true,
        };
        const cluster = await context.io.connect(options);
        const apps = await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal);
        const { showUnlock } = await import('./run.ts');
        return showUnlock(context.io, cluster, apps, options);
      }),
    );
}
