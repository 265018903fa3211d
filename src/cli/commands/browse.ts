import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { action, type CommandContext } from '../command-context.ts';
import { parsePositiveDurationMs } from '../duration.ts';
import { globalOptions } from '../global-options.ts';
import { examplesText } from '../help.ts';
import { addInsideOptions, insideOptions, insideTarget } from '../inside-options.ts';
import { parseVolumePath } from '../volume-path.ts';

const description = `Look into an app's volume, or into its backup, with a shell or a command of your own.

Without a flag it is the volume as it is now, mounted read-only twice over in a helper pod
on the node that has it; --snapshot looks into a frozen copy, --backup into a snapshot in
the repository (there "restic" is ready to read, and $SNAPSHOT names the snapshot). The
pod runs as the mover's user, asks for little, and is removed at the end, on Ctrl-C and
failure as well; Kubernetes ends it by itself after --deadline.

A shell gets a real terminal: its size, Ctrl-C and every other key go there. The exit code
is that of the shell or the command.`;

const examples = [
  { purpose: 'A shell in the volume of an app', line: 'browse web -n home --shell' },
  { purpose: 'One command, in a folder, as another user', line: 'browse web:/conf -n home --uid 1000 -- du -sh .' },
  { purpose: 'A volume without an app, frozen', line: 'browse pvc/data -n home --snapshot --shell' },
  {
    purpose: 'Where in the newest backup a name is',
    line: `browse web -n home --backup -- sh -c 'restic find "*.conf"'`,
  },
];

const readyMs = 60_000;
const defaultIdleMs = 30 * 60_000;
const defaultDeadlineMs = 4 * 60 * 60_000;

/** `volsyncctl browse`. */
export function browseCommand(context: CommandContext): Command {
  const command = new Command('browse')
    .summary('look into a volume or a backup')
    .usage('<app> [--live | --snapshot | --backup [which]] [--shell | -- command...]')
    .description(description)
    .argument('<app>', 'APP, NAMESPACE/APP or pvc/NAME, with :PATH to begin in a folder')
    .argument('[command...]', 'what to run, after --')
    .option('--shell', 'a shell in the pod')
    .option('--idle <duration>', 'ends a session that nobody uses (default: 30m)', parsePositiveDurationMs)
    .option('--deadline <duration>', 'Kubernetes ends the pod after this time (default: 4h)', parsePositiveDurationMs);
  return addInsideOptions(command, context.io.now(), { text: '60s' })
    .addHelpText('after', examplesText(context.io.programName, examples))
    .action(
      action(context, async (all, [word, command]) => {
        const words = command as readonly string[];
        const {
          shell,
          idle = defaultIdleMs,
          deadline = defaultDeadlineMs,
        } = all as {
          shell?: true;
          idle?: number;
          deadline?: number;
        };
        if (shell === true && words.length > 0) throw new Failure('usage', '--shell and a command exclude each other');
        if (shell !== true && words.length === 0) {
          throw new Failure('usage', 'what to do there?', { hint: 'a shell: --shell; a command: -- ls -la' });
        }
        const options = { ...globalOptions(all), inside: insideOptions('browse', all, { readyMs, workMs: deadline }) };
        const where = parseVolumePath(
          String(word).includes(':') ? String(word) : `${String(word)}:`,
          options.namespace,
        );
        const cluster = await context.io.connect(options);
        const { showProgram } = await import('../browse-views.ts');
        const target = insideTarget(where, cluster.namespace);
        const request = { target, folder: where.path, words: words.length === 0 ? undefined : words, idleMs: idle };
        return showProgram(context.io, cluster, request, options);
      }),
    );
}
