import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { examplesText } from '../../cli/help.ts';
import { addVolumeOptions, hasPlace, volumeOptions, volumeTarget } from '../../cli/options/volume-options.ts';
import { parseVolumeOrPath, type VolumePath } from '../../cli/options/volume-path.ts';

const description = `Look into an app's volume, or into its backup: walk through its files by keys, open a shell,
or run one command. What is not said on the command line is asked.

Without a flag it is the volume as it is now, mounted read-only twice over in a helper pod
on the node that has it; --snapshot looks into a frozen copy, --backup into a snapshot in
the repository (there "restic" is ready to read, and $SNAPSHOT names the snapshot; the
password is not in the environment, but who may run programs in the pod can read it). The
pod runs as the mover's user, asks for little, and is removed at the end, on Ctrl-C and
failure as well; Kubernetes ends it by itself after --deadline.

A shell gets a real terminal: its size, Ctrl-C and every other key go there. The exit code
is that of the shell or the command.`;

const examples = [
  { purpose: 'Choose what to look into, and walk through its files', line: 'browse' },
  { purpose: 'A shell in the volume of an app', line: 'browse web -n home --shell' },
  { purpose: 'One command, in a folder, as another user', line: 'browse web:/conf -n home --uid 1000 -- du -sh .' },
  { purpose: 'A volume without an app, frozen', line: 'browse pvc/data -n home --snapshot --shell' },
  {
    purpose: 'Where in the newest backup a name is',
    line: `browse web -n home --backup -- sh -c 'restic find "*.conf"'`,
  },
  {
    purpose: 'The repository itself, also before its first snapshot',
    line: 'browse web -n home --backup -- df -h /repository',
  },
];

const readyMs = 60_000;
const defaultIdleMs = 30 * 60_000;
const defaultDeadlineMs = 4 * 60 * 60_000;

/** `volsyncctl browse`. */
export function browseCommand(context: CommandContext): Command {
  const command = new Command('browse')
    .summary('look into a volume or a backup')
    .usage('[app] [--live | --snapshot | --backup [which]] [--shell | -- command...]')
    .description(description)
    .argument('[app]', 'APP, NAMESPACE/APP or pvc/NAME, with :PATH to begin in a folder')
    .argument('[command...]', 'what to run, after --')
    .option('--shell', 'a shell in the pod')
    .option('--idle <duration>', 'ends a session that nobody uses (default: 30m)', parsePositiveDurationMs)
    .option('--deadline <duration>', 'Kubernetes ends the pod after this time (default: 4h)', parsePositiveDurationMs);
  return addVolumeOptions(command, context.io.now(), { text: '60s' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [word, command]) => {
        const wish = browseWish(all, word as string | undefined, command as readonly string[]);
        if (!wish.isProgram && !context.io.canPrompt) throw noTerminal;
        const options = {
          ...globalOptions(all),
          inside: volumeOptions('browse', all, { readyMs, workMs: wish.deadlineMs }),
        };
        const where = wish.word === undefined ? undefined : volumeOf(wish.word, options.namespace);
        const cluster = await context.io.connect(options);
        const target = where && volumeTarget(where, cluster.namespace);
        const { words, idleMs } = wish;
        const folder = where?.path ?? '/';
        if (target !== undefined && wish.isProgram) {
          const { showProgram } = await import('./run.ts');
          return showProgram(context.io, cluster, { target, folder, words, idleMs }, options);
        }
        const { showBrowser } = await import('./interactive.ts');
        return showBrowser(context.io, cluster, { target, folder, idleMs, hasPlace: hasPlace(all) }, options);
      }),
    );
}

interface BrowseWish {
  /** Undefined where it is to be asked. */
  readonly word: string | undefined;
  readonly isProgram: boolean;
  /** Undefined for a shell. */
  readonly words: readonly string[] | undefined;
  readonly idleMs: number;
  readonly deadlineMs: number;
}

function browseWish(
  all: Readonly<Record<string, unknown>>,
  word: string | undefined,
  command: readonly string[],
): BrowseWish {
  const { shell, idle, deadline } = all as { shell?: true; idle?: number; deadline?: number };
  const isProgram = shell === true || command.length > 0;
  if (shell === true && command.length > 0) throw new Failure('usage', '--shell and a command cannot be combined');
  if (isProgram && word === undefined) throw new Failure('usage', 'which app?', { hint: 'browse APP --shell' });
  const words = shell === true ? undefined : command;
  return { word, isProgram, words, idleMs: idle ?? defaultIdleMs, deadlineMs: deadline ?? defaultDeadlineMs };
}

const noTerminal = new Failure('usage', 'what to do there? Without a terminal there is nobody to walk through files', {
  hint: 'browse APP --shell, browse APP -- COMMAND, or volsyncctl ls APP:',
});

/** APP alone is its root. */
function volumeOf(word: string, namespace: string | undefined): VolumePath {
  return parseVolumeOrPath(word, namespace);
}
