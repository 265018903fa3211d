import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addVolumeOptions, volumeOptions, volumeTarget } from '../../cli/options/volume-options.ts';
import { pathsOfOneVolume } from '../../cli/options/one-volume.ts';
import { parseLocalPath } from '../../cli/options/volume-path.ts';

const page: HelpPage = {
  usage: ['cp APP:PATH... LOCAL [flags]', 'cp pvc/NAME:PATH... LOCAL [flags]'],
  examples: [
    { purpose: 'A folder as it is now', line: 'cp web:/conf ./conf -n home' },
    { purpose: 'A file of the newest backup', line: 'cp web:/conf/app.yaml . -n home --backup' },
    { purpose: 'Everything, as of yesterday', line: 'cp web: ./web -n home --backup=yesterday' },
    { purpose: 'A frozen copy of a database', line: 'cp db:/pgdata . -n home --snapshot' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'copied',
    refused: 'entries refused',
    failed: 'checksum mismatch',
    unprotected: 'no such snapshot',
    unknown: 'changed meanwhile',
  },
};

const readyMs = 60_000;
const defaultDeadlineMs = 12 * 60 * 60_000;

/** `volsyncctl cp`. */
export function cpCommand(context: CommandContext): Command {
  const command = new Command('cp')
    .summary('copy files of a volume or a backup to this machine')
    .description(
      "Copy files and folders of an app's volume, or of its backup, to this machine. LOCAL is a file, a folder, or - for stdout.",
    )
    .argument('<app:path...>', 'APP:PATH, NAMESPACE/APP:PATH or pvc/NAME:PATH, and at last LOCAL')
    .optionsGroup('Copy:')
    .option('-f, --force', 'replace existing files that differ');
  return addHelp(addVolumeOptions(command, context.io.now(), { text: '60s' }), page).action(
    action(context, async (all, [words]) => {
      const named = words as readonly string[];
      if (named.length < 2)
        throw new Failure('usage', 'no local path given', { hint: 'cp APP:PATH LOCAL; "." is here, "-" is stdout' });
      const inside = volumeOptions('cp', all, { readyMs, workMs: defaultDeadlineMs });
      const options = { ...globalOptions(all), inside };
      const local = parseLocalPath(named.at(-1) ?? '');
      const { first, paths } = pathsOfOneVolume(named.slice(0, -1), options.namespace);
      if (local === '-' && paths.length > 1) throw new Failure('usage', 'only one file can be written to stdout');
      const cluster = await context.io.connect(options);
      const { showCat, showCp } = await import('../../cli/open-volume.ts');
      const target = volumeTarget(first, cluster.namespace);
      if (local === '-') return showCat(context.io, cluster, { target, paths }, options);
      const isForced = (all as { force?: true }).force === true;
      return showCp(context.io, cluster, { target, paths, local, isForced }, options);
    }),
  );
}
