import { Command } from 'commander';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addVolumeOptions, volumeOptions, volumeTarget } from '../../cli/options/volume-options.ts';
import { pathsOfOneVolume } from '../../cli/options/one-volume.ts';

const page: HelpPage = {
  usage: ['cat APP:PATH... [flags]', 'cat pvc/NAME:PATH... [flags]'],
  examples: [
    { purpose: 'As it is now', line: 'cat web:/conf/app.yaml -n home' },
    { purpose: 'As it is in the newest backup', line: 'cat web:/conf/app.yaml -n home --backup' },
    { purpose: 'As it was yesterday', line: 'cat web:/conf/app.yaml --backup=yesterday' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'written',
    failed: 'checksum mismatch',
    unprotected: 'no such snapshot',
    unknown: 'not determined',
  },
};

const readyMs = 60_000;
const workMs = 60 * 60_000;

/** `volsyncctl cat`. */
export function catCommand(context: CommandContext): Command {
  const command = new Command('cat')
    .summary('write files of a volume or a backup to stdout')
    .description("Write files of an app's volume, or of its backup, to stdout. All paths must be in one volume.")
    .argument('<app:path...>', 'APP:PATH, NAMESPACE/APP:PATH or pvc/NAME:PATH');
  return addHelp(addVolumeOptions(command, context.io.now(), { text: '60s' }), page).action(
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
