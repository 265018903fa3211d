import { Command, Option } from 'commander';
import type { LsRequest } from '../../volume/list-files.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { addVolumeOptions, volumeOptions, volumeTarget } from '../../cli/options/volume-options.ts';
import { parseVolumeOrPath } from '../../cli/options/volume-path.ts';

const description = `List files of an app's volume, or of its backup.

Without a flag it is the volume as it is now, mounted read-only in a helper pod that is
removed again; --snapshot looks into a frozen copy, --backup into a snapshot in the
repository, without restoring it.

PATH begins at the root of the volume. Names are shown one on a line, folders with a
slash at their end; a name with anything in it that could steer a terminal is in quotes,
as JSON writes it, and can be given back so. What could not be read is said, and the exit
code is then 10: the list is not whole.`;

const examples = [
  { purpose: 'What is in the volume of an app', line: 'ls web -n home' },
  { purpose: 'The largest files beneath a folder', line: 'ls web:/conf -lR --sort size -n home' },
  { purpose: 'A volume without an app', line: 'ls pvc/data -n home' },
  { purpose: 'The newest backup', line: 'ls web:/conf -n home --backup' },
  { purpose: 'As it was backed up yesterday', line: 'ls web:/conf -n home --backup=yesterday' },
  { purpose: 'For a script', line: `ls web -R -o json | jq -r '.entries[] | "\\(.size) \\(.path)"'` },
];

const readyMs = 60_000;
const workMs = 10 * 60_000;

/** `volsyncctl ls`. */
export function lsCommand(context: CommandContext): Command {
  const command = new Command('ls')
    .summary('list files of a volume or a backup')
    .description(description)
    .argument('<app:path>', 'APP[:PATH], NAMESPACE/APP[:PATH] or pvc/NAME[:PATH]')
    .option('-l, --long', 'with mode, owner, size and time')
    .option('-R, --recursive', 'with all that is in the folders beneath')
    .addOption(new Option('--sort <by>', 'order').choices(['name', 'size', 'time']).default('name'));
  return addVolumeOptions(command, context.io.now(), { text: '60s' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [word]) => {
        const options = { ...globalOptions(all), inside: volumeOptions('ls', all, { readyMs, workMs }) };
        const where = parseVolumeOrPath(String(word), options.namespace);
        const { long, recursive, sort } = all as { long?: true; recursive?: true; sort: LsRequest['sort'] };
        const cluster = await context.io.connect(options);
        const { showLs } = await import('../../cli/open-volume.ts');
        const target = volumeTarget(where, cluster.namespace);
        const request = { target, path: where.path, isRecursive: recursive === true, isLong: long === true, sort };
        return showLs(context.io, cluster, request, options);
      }),
    );
}
