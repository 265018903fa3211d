import { Command } from 'commander';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { examplesText } from '../../cli/help.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';

const description = `Suspend the backups of apps for maintenance; resume restores the schedule exactly.

spec.paused is not used: VolSync would still copy the volume at the scheduled minute, and
back up that old copy later. Instead the schedule is replaced by one that is months away.
The annotation volsyncctl/suspended keeps the schedule, who suspended it, when, --reason and
--for. A sync that runs continues; status --busy --wait waits for it.

--for is a note that status shows: nothing resumes by itself. Where Flux or Argo CD manage
the ReplicationSource, they would put the schedule back: refused (4), unless --ignore-gitops.`;

const examples = [
  { purpose: 'Before a database upgrade', line: "suspend web -n home --for 2h --reason 'database upgrade'" },
  {
    purpose: 'Everything, before a reboot, then wait for what runs',
    line: 'suspend --all -A && volsyncctl status -A --busy --wait 15m',
  },
  { purpose: 'And back again', line: 'resume web -n home' },
];

/** `volsyncctl suspend`. */
export function suspendCommand(context: CommandContext): Command {
  const command = new Command('suspend')
    .summary('suspend the scheduled backups of apps for maintenance')
    .description(description)
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  return addSelectionOptions(command, { hasAll: true })
    .option('--for <duration>', 'how long it is meant to last, such as 2h; only a note', parsePositiveDurationMs)
    .option('--reason <text>', 'why, for those who look at status')
    .option('--ignore-gitops', 'also where Flux or Argo CD may put the schedule back')
    .option('--dry-run', 'show what would be changed, and change nothing')
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const chosen = selection(words as readonly string[], all, true);
        const given = all as { for?: number; reason?: string; ignoreGitops?: true; dryRun?: true };
        const options = globalOptions(all);
        const cluster = await context.io.connect(options);
        const apps = await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal);
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
