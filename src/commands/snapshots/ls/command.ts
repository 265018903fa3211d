import { Command } from 'commander';
import { resolveApp } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../../cli/help/page.ts';
import { addListOptions, listOptions } from '../../../cli/options/list-options.ts';
import { addRepositoryOptions, repositoryOptions } from '../../../cli/options/repository-options.ts';
import { oneApp } from '../../../cli/selection.ts';
import { parseSnapshotName, refuseListOptions } from '../../../cli/options/snapshot-arguments.ts';

const page: HelpPage = {
  usage: ['snapshots ls APP ID [PATH] [flags]'],
  examples: [
    { purpose: 'The root of the volume', line: 'snapshots ls web latest -n home' },
    { purpose: 'A folder with all beneath it', line: 'snapshots ls web 4be1c0de /conf -R -n home' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'listed',
    failed: 'restic failed',
    unprotected: 'no such snapshot',
    unknown: 'not readable',
  },
};

const defaultTimeoutMs = 5 * 60_000;

/** `volsyncctl snapshots ls`. */
export function snapshotsLsCommand(context: CommandContext): Command {
  const command = new Command('ls')
    .summary('list the files of a snapshot')
    .description(
      'List the files of a snapshot: of the folder PATH, or the file PATH itself. ID is the beginning of an id, or latest.',
    )
    .argument('<app>', 'name of a ReplicationSource, or NAMESPACE/NAME')
    .argument('<id>', 'the snapshot: the beginning of its id, or latest', parseSnapshotName)
    .argument('[path]', 'a folder or a file', '/')
    .option('-R, --recursive', 'include everything in the folders beneath');
  return addHelp(addRepositoryOptions(addListOptions(command), { timeout: '5m' }), page).action(
    action(context, async (all, [word, snapshot, path]) => {
      refuseListOptions(all);
      const options = { ...globalOptions(all), ...listOptions(all), look: repositoryOptions(all, defaultTimeoutMs) };
      const choice = { snapshot: String(snapshot), path: String(path), isRecursive: all['recursive'] === true };
      const find = oneApp(String(word), all);
      const cluster = await context.io.connect(options);
      const { showFiles } = await import('../run.ts');
      return showFiles(
        context.io,
        cluster,
        { app: await resolveApp(find, cluster, context.io.signal), ...choice },
        options,
      );
    }),
  );
}
