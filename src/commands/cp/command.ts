import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { addVolumeOptions, volumeOptions, volumeTarget } from '../../cli/options/volume-options.ts';
import { pathsOfOneVolume } from '../../cli/options/one-volume.ts';
import { parseLocalPath } from '../../cli/options/volume-path.ts';

const description = `Copy files and folders out of an app's volume, or out of its backup, to this machine.

It reads as kubectl cp does: into LOCAL under its own name where LOCAL is a folder that is
there, else as LOCAL itself; "-" writes one file to stdout. Modes (without setuid and
setgid) and times are kept, owners are not. What arrives is compared with what was sent by
size and SHA-256 digest; a file appears under its name only when it is whole.

Nothing is written outside of LOCAL, whatever the names and links in the volume say: what
would lead out of it is refused, named, and makes the exit code 4. Devices, pipes and
sockets are passed over and named. A file that is there and differs is replaced only with
--force. Nothing is copied into a volume: that is the work of restore.`;

const examples = [
  { purpose: 'A folder of the volume as it is', line: 'cp web:/conf ./conf -n home' },
  { purpose: 'A file of the newest backup, without restoring it', line: 'cp web:/conf/app.yaml . -n home --backup' },
  { purpose: 'Everything, as it was yesterday', line: 'cp web: ./web -n home --backup=yesterday' },
  { purpose: 'A frozen copy of a database', line: 'cp db:/pgdata ./pgdata -n home --snapshot' },
];

const readyMs = 60_000;
const defaultDeadlineMs = 12 * 60 * 60_000;

/** `volsyncctl cp`. */
export function cpCommand(context: CommandContext): Command {
  const command = new Command('cp')
    .summary('copy files of a volume or a backup to this machine')
    .usage('<app:path...> <local> [options]')
    .description(description)
    .argument('<app:path...>', 'APP:PATH, NAMESPACE/APP:PATH or pvc/NAME:PATH, and at last LOCAL')
    .option('-f, --force', 'replace files that are there and differ');
  return addVolumeOptions(command, context.io.now(), { text: '60s' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [words]) => {
        const named = words as readonly string[];
        if (named.length < 2)
          throw new Failure('usage', 'where to?', { hint: 'cp APP:PATH LOCAL; "." is here, "-" is stdout' });
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
