import { Command, type OptionValues } from 'commander';
import type { BackupSelector } from '../../volume/options.ts';
import { resolveApp } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { addPodOptions, backupReader, volumeOptions } from '../../cli/options/volume-options.ts';
import { oneApp } from '../../cli/selection.ts';
import { parseTargetPath } from '../../cli/options/volume-path.ts';
import { parseWholeNumber } from '../../cli/options/whole-number.ts';

const description = `Compare an app's volume with a snapshot in its repository, file by file, without restoring it.

  +  only in the volume      M  its content is another, or where a link points
  -  only in the snapshot    T  its type is another: a file became a folder
  U  the content is the same; owner, mode or time is not
  ?  could not be compared, or changed while it was compared

Every file of the volume is read and its digest compared with the snapshot's; --fast
trusts equal size and time instead. Nothing is written: a helper pod mounts the volume and
the repository read-only, as the mover's user, and is removed again, on Ctrl-C as well.
What that user may not read is unknown, never missing; --uid looks as another one.

Left out are lost+found and sockets, which movers do not back up, the times of folders,
and extended attributes. The volume is the one that is in use: what is written meanwhile
is named. --from-volumesnapshot compares a frozen copy of it.

The exit code is 0 where all is the same, 9 where something differs, in owner, mode or
time alone as well, and 10 where nothing differs and not all could be compared. SNAPSHOT
is an id, latest, or a time such as "2026-11-22 15:00", yesterday or 36h. PATH begins at
the root of the volume.`;

const examples = [
  { purpose: 'What has changed since the newest backup', line: 'diff web -n home' },
  {
    purpose: 'What a restore of yesterday would change in a folder',
    line: 'diff web /conf -n home --snapshot yesterday',
  },
  { purpose: 'A volume in use, at one moment', line: 'diff db -n home --from-volumesnapshot' },
  { purpose: 'Quickly, by size and time', line: 'diff web -n home --fast' },
  {
    purpose: 'What a restore would remove, for a script',
    line: `diff web -n home -o json | jq -r '.differences[] | select(.kind == "only-in-volume").path'`,
  },
];

const readyMs = 60_000;
const defaultDeadlineMs = 12 * 60 * 60_000;
const defaultLimit = 1000;

/** `volsyncctl diff`. */
export function diffCommand(context: CommandContext): Command {
  const command = new Command('diff')
    .summary('compare a volume with a snapshot in its repository')
    .description(description)
    .argument('<app>', 'name of a ReplicationSource, or NAMESPACE/NAME')
    .argument('[path...]', 'files and folders to compare; all of the volume without any')
    .option(
      '--snapshot <snapshot>',
      'which: an ID, latest, or a time (default: latest)',
      backupReader(context.io.now()),
    )
    .option(
      '--from-volumesnapshot',
      'compare a frozen copy: a VolumeSnapshot, and a PVC of it, made for this and removed',
    )
    .option('--fast', 'trust equal size and time, and do not read those files')
    .option(
      '--limit <count>',
      `paths named of each kind; all are counted (default: ${defaultLimit})`,
      parseWholeNumber,
    );
  return addPodOptions(command, { classFor: '--from-volumesnapshot', timeout: '60s' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [word, paths]) => {
        const place = { live: undefined, backup: undefined, snapshot: all['fromVolumesnapshot'] };
        const inside = volumeOptions('diff', { ...all, ...place }, { readyMs, workMs: defaultDeadlineMs });
        const options = { ...globalOptions(all), inside };
        const wish = diffWish(all, paths as readonly string[]);
        const find = oneApp(String(word), all);
        const cluster = await context.io.connect(options);
        const { showDiff } = await import('./run.ts');
        return showDiff(
          context.io,
          cluster,
          { app: await resolveApp(find, cluster, context.io.signal), ...wish },
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
    wish: snapshot ?? { name: 'latest' },
    paths: paths.map(parseTargetPath),
    isFast: fast === true,
    isFrozen: fromVolumesnapshot === true,
    limit: limit ?? defaultLimit,
  };
}
