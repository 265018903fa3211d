import { Command } from 'commander';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { addVolumeOptions, volumeOptions, volumeTarget } from '../../cli/options/volume-options.ts';
import { pathsOfOneVolume } from '../../cli/options/one-volume.ts';

const description = `Write files of an app's volume, or of its backup, to stdout.

Every byte is written as it is; what arrives is compared with what was sent by its
SHA-256 digest, and a difference, or a connection that is cut, is exit code 8 or 6.
Several files have to be of one volume.`;

const examples = [
  { purpose: 'A file of the volume as it is', line: 'cat web:/conf/app.yaml -n home' },
  { purpose: 'The same file as it was in a backup', line: 'cat web:/conf/app.yaml -n home --backup=4be1c0de' },
  {
    purpose: 'What has changed in it since the newest backup',
    line: 'cat web:/conf/app.yaml -n home --backup | diff - <(volsyncctl cat web:/conf/app.yaml -n home)',
  },
];

const readyMs = 60_000;
const workMs = 60 * 60_000;

/** `volsyncctl cat`. */
export function catCommand(context: CommandContext): Command {
  const command = new Command('cat')
    .summary('write files of a volume or a backup to stdout')
    .description(description)
    .argument('<app:path...>', 'APP:PATH, NAMESPACE/APP:PATH or pvc/NAME:PATH');
  return addVolumeOptions(command, context.io.now(), { text: '60s' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const options = { ...globalOptions(all), inside: volumeOptions('cat', all, { readyMs, workMs }) };
        const { first, paths } = pathsOfOneVolume(words as readonly string[], options.namespace);
        const cluster = await context.io.connect(options);
        const { showCat } = await import('../../cli/open-volume.ts');
        const target = volumeTarget(first, cluster.namespace);
        return showCat(context.io, cluster, { target, paths }, options);
      }),
    );
}
