import { Command, Option } from 'commander';
import type { LsRequest } from '../../volume/list-files.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addListOptions, listOptions } from '../../cli/options/list-options.ts';
import { addVolumeOptions, volumeOptions, volumeTarget } from '../../cli/options/volume-options.ts';
import { parseVolumeOrPath } from '../../cli/options/volume-path.ts';

const page: HelpPage = {
  usage: ['ls APP[:PATH] [flags]', 'ls pvc/NAME[:PATH] [flags]'],
  examples: [
    { purpose: 'The root of the volume', line: 'ls web -n home' },
    { purpose: 'Largest files first', line: 'ls web:/conf -lR --sort size -n home' },
    { purpose: 'A volume without an app', line: 'ls pvc/data -n home' },
    { purpose: 'As backed up yesterday', line: 'ls web:/conf -n home --backup=yesterday' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'listed',
    failed: 'pod or restic failed',
    unprotected: 'no such snapshot',
    unknown: 'list not complete',
  },
};

const readyMs = 60_000;
const workMs = 10 * 60_000;

/** `volsyncctl ls`. */
export function lsCommand(context: CommandContext): Command {
  const command = new Command('ls')
    .summary('list files of a volume or a backup')
    .description("List files of an app's volume, or of its backup. Nothing is written or restored.")
    .argument('<app:path>', 'APP[:PATH], NAMESPACE/APP[:PATH] or pvc/NAME[:PATH]')
    .optionsGroup('Listing:')
    .option('-l, --long', 'show mode, owner, size and time')
    .option('-R, --recursive', 'include everything in the folders beneath')
    .addOption(
      new Option('--sort <by>', 'name (default), size or time').choices(['name', 'size', 'time']).default('name'),
    );
  return addHelp(addVolumeOptions(addListOptions(command), context.io.now(), { text: '60s' }), page).action(
    action(context, async (all, [word]) => {
      const options = {
        ...globalOptions(all),
        ...listOptions(all),
        inside: volumeOptions('ls', all, { readyMs, workMs }),
      };
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
