import { Command } from 'commander';
import { resolveApp } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../../cli/help/page.ts';
import { addRepositoryOptions, repositoryOptions } from '../../../cli/options/repository-options.ts';
import { oneApp } from '../../../cli/selection.ts';
import { parseSnapshotName, refuseListOptions } from '../../../cli/options/snapshot-arguments.ts';

const page: HelpPage = {
  usage: ['snapshots diff APP OLDER NEWER [flags]'],
  examples: [
    { purpose: 'What the newest backup has changed', line: 'snapshots diff web 4be1c0de latest -n home' },
    { purpose: 'Also modes, owners and times', line: 'snapshots diff web 4be1 91ab -n home --metadata' },
  ],
  notes: [
    'Output:',
    '  +  added       M  content changed',
    '  -  removed     T  type changed, such as from file to folder',
    '  U  only mode, owner or time changed (with --metadata)',
  ],
  endings: {
    ...clusterEndings,
    ok: 'compared',
    failed: 'restic failed',
    unprotected: 'no such snapshot',
    unknown: 'not readable',
  },
};

const defaultTimeoutMs = 5 * 60_000;

/** `volsyncctl snapshots diff`. */
export function snapshotsDiffCommand(context: CommandContext): Command {
  const command = new Command('diff')
    .summary('show what changed between two snapshots of an app')
    .description(
      'Show what changed between two snapshots of an app. OLDER and NEWER are the beginning of an id, or latest.',
    )
    .argument('<app>', 'name of a ReplicationSource, or NAMESPACE/NAME')
    .argument('<a>', 'the older snapshot: the beginning of its id, or latest', parseSnapshotName)
    .argument('<b>', 'the newer snapshot', parseSnapshotName)
    .option('--metadata', 'compare mode, owner and time as well');
  return addHelp(addRepositoryOptions(command, { timeout: '5m' }), page).action(
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
