import { Command, type OptionValues } from 'commander';
import type { BackupSelector } from '../../volume/options.ts';
import { appArgument, appNamed, appOrAsked } from '../../cli/app-argument.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addPodOptions, backupReader, volumeOptions } from '../../cli/options/volume-options.ts';
import { parseTargetPath } from '../../cli/options/volume-path.ts';
import { parseWholeNumber } from '../../cli/options/whole-number.ts';

const page: HelpPage = {
  usage: ['diff APP [PATH...] [flags]'],
  examples: [
    { purpose: 'Since the newest backup', line: 'diff web -n home' },
    { purpose: 'One folder, since yesterday', line: 'diff web /conf --snapshot yesterday' },
    { purpose: 'A volume in use, frozen', line: 'diff db --from-volumesnapshot' },
    { purpose: 'By size and time only', line: 'diff web -n home --fast' },
  ],
  notes: [
    'Output:',
    '  +  only in the volume      M  content or link target differs',
    '  -  only in the snapshot    T  type differs, such as file and folder',
    '  U  only owner, mode or time differs',
    '  ?  not comparable, or changed during the comparison',
  ],
  endings: {
    ...clusterEndings,
    ok: 'no differences',
    failed: 'restic or pod failed',
    unprotected: 'differences',
    unknown: 'not all compared',
  },
};

const readyMs = 60_000;
const defaultDeadlineMs = 12 * 60 * 60_000;
const defaultLimit = 1000;

/** `volsyncctl diff`. */
export function diffCommand(context: CommandContext): Command {
  const command = new Command('diff')
    .summary('compare a volume with a snapshot in its repository')
    .description("Compare an app's volume with a snapshot in its repository, file by file, without restoring it.")
    .argument(appArgument(context.io), 'name of a ReplicationSource, or NAMESPACE/NAME')
    .argument('[path...]', 'files and folders to compare; all of the volume without any')
    .optionsGroup('Compare:')
    .option('--snapshot <snapshot>', 'an id, latest, or a time (default: latest)', backupReader(context.io.now()))
    .option('--from-volumesnapshot', 'compare a frozen copy of the volume')
    .option('--fast', 'trust equal size and time: do not read those files')
    .option('--limit <count>', `paths shown of each kind (default: ${defaultLimit})`, parseWholeNumber);
  return addHelp(addPodOptions(command, { classFor: '--from-volumesnapshot', timeout: '60s' }), page).action(
    action(context, async (all, [word, paths]) => {
      const place = { live: undefined, backup: undefined, snapshot: all['fromVolumesnapshot'] };
      const inside = volumeOptions('diff', { ...all, ...place }, { readyMs, workMs: defaultDeadlineMs });
      const options = { ...globalOptions(all), inside };
      const request = diffWish(all, paths as readonly string[]);
      const find = appNamed(word, all);
      const cluster = await context.io.connect(options);
      const { showDiff } = await import('./run.ts');
      return showDiff(
        context.io,
        cluster,
        { app: await appOrAsked(find, { io: context.io, cluster, options }), ...request },
        options,
      );
    }),
  );
}

function diffWish(all: OptionValues, paths: readonly string[]) {
  const { snapshot, fast, fromVolumesnapshot, limit } = all as {
    snapshot?: BackupSelector;
    fast?: true;
    fromVolumesnapshot?: true;
    limit?: number;
  };
  return {
    selector: snapshot ?? { name: 'latest' },
    paths: paths.map(parseTargetPath),
    isFast: fast === true,
    isFrozen: fromVolumesnapshot === true,
    limit: limit ?? defaultLimit,
  };
}
