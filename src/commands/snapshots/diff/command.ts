import { Command } from 'commander';
import { resolveApp } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { examplesText } from '../../../cli/help.ts';
import { addRepositoryOptions, repositoryOptions } from '../../../cli/options/repository-options.ts';
import { oneApp } from '../../../cli/selection.ts';
import { parseSnapshotName, refuseListOptions } from '../../../cli/options/snapshot-arguments.ts';

const description = `Show what changed from snapshot A to snapshot B of an app.

  +  was added          M  its content is another
  -  was removed        T  its type is another: a file became a folder
  U  mode, owner or time is another, not the content (with --metadata)

A and B are the beginning of an id, of at least 4 digits, or latest. Without --metadata
names and content are compared, so that a link with a new target is no change. Folders
are not told for their time: it says no more than that something in them came or went.`;

const examples = [
  {
    purpose: 'What the newest backup has that an older one has not',
    line: 'snapshots diff web 4be1c0de latest -n home',
  },
  { purpose: 'Permissions, owners and times as well', line: 'snapshots diff web 4be1 91ab -n home --metadata' },
  {
    purpose: 'The paths that are gone, for a script',
    line: `snapshots diff web 4be1c0de latest -o json | jq '.changes[] | select(.change == "removed").path'`,
  },
];

const defaultTimeoutMs = 5 * 60_000;

/** `volsyncctl snapshots diff`. */
export function diffCommand(context: CommandContext): Command {
  const command = new Command('diff')
    .summary('show what changed between two snapshots of an app')
    .description(description)
    .argument('<app>', 'name of a ReplicationSource, or NAMESPACE/NAME')
    .argument('<a>', 'the older snapshot: the beginning of its id, or latest', parseSnapshotName)
    .argument('<b>', 'the newer snapshot', parseSnapshotName)
    .option('--metadata', 'compare mode, owner and time as well');
  return addRepositoryOptions(command, { timeout: '5m' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [word, from, to]) => {
        refuseListOptions(all);
        const options = { ...globalOptions(all), look: repositoryOptions(all, defaultTimeoutMs) };
        const choice = { from: String(from), to: String(to), hasMetadata: all['metadata'] === true };
        const find = oneApp(String(word), all);
        const cluster = await context.io.connect(options);
        const { showDifference } = await import('../run.ts');
        return showDifference(
          context.io,
          cluster,
          { app: await resolveApp(find, cluster, context.io.signal), ...choice },
          options,
        );
      }),
    );
}
