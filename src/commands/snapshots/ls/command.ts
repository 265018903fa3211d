import { Command } from 'commander';
import { resolveApp } from '../../../cli/app-names.ts';
import { action, type CommandContext } from '../../../cli/command-context.ts';
import { globalOptions } from '../../../cli/options/global.ts';
import { examplesText } from '../../../cli/help.ts';
import { addRepositoryOptions, repositoryOptions } from '../../../cli/options/repository-options.ts';
import { oneApp } from '../../../cli/selection.ts';
import { parseSnapshotName, refuseListOptions } from '../../../cli/options/snapshot-arguments.ts';

const description = `List the files of a snapshot: what is in the folder PATH, or the file PATH itself.

ID is the beginning of a snapshot's id, of at least 4 digits, or latest. PATH begins at
the root of the volume; without it, that is listed. A name with anything in it that could
steer a terminal is shown in quotes, as JSON writes it. Owners are numbers: restic tells
no names here, and those of another system would mislead.`;

const examples = [
  { purpose: 'What is at the root of the volume', line: 'snapshots ls web latest -n home' },
  { purpose: 'One folder and all beneath it', line: 'snapshots ls web 4be1c0de /conf -R -n home' },
  {
    purpose: 'The largest files, for a script',
    line: `snapshots ls web latest -R -o json | jq -r '.entries | sort_by(-.size)[:10][] | "\\(.size) \\(.path)"'`,
  },
];

const defaultTimeoutMs = 5 * 60_000;

/** `volsyncctl snapshots ls`. */
export function lsCommand(context: CommandContext): Command {
  const command = new Command('ls')
    .summary('list the files of a snapshot')
    .description(description)
    .argument('<app>', 'name of a ReplicationSource, or NAMESPACE/NAME')
    .argument('<id>', 'the snapshot: the beginning of its id, or latest', parseSnapshotName)
    .argument('[path]', 'a folder or a file', '/')
    .option('-R, --recursive', 'with all that is in the folders beneath');
  return addRepositoryOptions(command, { timeout: '5m' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [word, snapshot, path]) => {
        refuseListOptions(all);
        const options = { ...globalOptions(all), look: repositoryOptions(all, defaultTimeoutMs) };
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
