import { Command } from 'commander';
import { action, type CommandContext } from '../command-context.ts';
import { globalOptions } from '../global-options.ts';
import { examplesText } from '../help.ts';
import { addSelectionOptions, selection, target } from '../selection.ts';

const description = `Show what volsyncctl has left behind, and remove it: pods, PVCs, VolumeSnapshots,
ReplicationDestinations and journals of runs that were killed, or that were told to
--keep something.

With --volsync also what VolSync has left: PVCs and VolumeSnapshots that it made, and
whose ReplicationSource or ReplicationDestination is gone. Such a PVC can hold data.

A plan comes first: on a terminal it is shown, and you are asked; elsewhere nothing is
removed without --yes. Left alone, each with the reason, is what is in use, what a PVC
waits to be filled from, what a running volsyncctl works with, the journal of work that
has not come to its end with all that belongs to it, the VolumeSnapshots that restores in place
have kept as the way back (--safety-snapshots removes them), and what is labelled
volsync.backube/do-not-delete. A volsyncctl of another machine counts as running until
the deadline of its pod.

What could not be looked at is unknown, and the exit code then is 10.`;

const examples = [
  { purpose: 'Look, and be asked', line: 'cleanup -n home' },
  { purpose: 'Only look, in the whole cluster', line: 'cleanup -A --volsync --dry-run' },
  {
    purpose: 'The ways back of restores in place that are no longer needed',
    line: 'cleanup -n home --safety-snapshots',
  },
  { purpose: 'From cron', line: 'cleanup -A --yes' },
  { purpose: 'What browse has left', line: 'cleanup -A -l app.kubernetes.io/component=browse' },
  {
    purpose: 'What is left alone and why, for a script',
    line: `cleanup -A --dry-run -o json | jq -r '.objects[] | select(.action == "leave") | [.name, .reason] | @tsv'`,
  },
];

/** `volsyncctl cleanup`. */
export function cleanupCommand(context: CommandContext): Command {
  const command = new Command('cleanup')
    .summary('remove what killed runs of volsyncctl have left, and orphans of VolSync')
    .description(description);
  return addSelectionOptions(command, { hasAll: false })
    .option('--volsync', 'also PVCs and VolumeSnapshots of VolSync whose owner is gone')
    .option('--safety-snapshots', 'also VolumeSnapshots that restores in place kept as the way back')
    .option('-y, --yes', 'remove without a question')
    .option('--dry-run', 'show what would be removed, and remove nothing')
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all) => {
        const { volsync, safetySnapshots, yes, dryRun } = all as Record<string, true | undefined>;
        const chosen = selection([], all, false);
        const options = globalOptions(all);
        const cluster = await context.io.connect(options);
        const { showCleanup } = await import('../cleanup-views.ts');
        return showCleanup(context.io, cluster, {
          ...options,
          cleanup: {
            scope: target(chosen, cluster.namespace).scope,
            withVolsync: volsync === true,
            withSafetySnapshots: safetySnapshots === true,
          },
          isDryRun: dryRun === true,
          isConfirmed: yes === true,
        });
      }),
    );
}
