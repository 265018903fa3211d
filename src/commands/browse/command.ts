import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addVolumeOptions, hasPlace, volumeOptions, volumeTarget } from '../../cli/options/volume-options.ts';
import { parseVolumeOrPath, type VolumePath } from '../../cli/options/volume-path.ts';

const page: HelpPage = {
  usage: [
    'browse [APP[:PATH] | pvc/NAME[:PATH]] [flags]',
    'browse APP[:PATH] --shell [flags]',
    'browse APP[:PATH] [flags] -- COMMAND [ARG...]',
  ],
  examples: [
    { purpose: 'Choose, and walk through the files', line: 'browse' },
    { purpose: 'A shell in the volume', line: 'browse web -n home --shell' },
    { purpose: 'One command', line: 'browse web:/conf --uid 1000 -- du -sh .' },
    { purpose: 'restic on the repository', line: 'browse web --backup -- restic stats' },
  ],
  notes: ['With --shell or a COMMAND, the exit code is that of the shell or the command.'],
  endings: {
    ...clusterEndings,
    ok: 'done',
    failed: 'pod or restic failed',
    unprotected: 'no such snapshot',
    unknown: 'not determined',
  },
};

const readyMs = 60_000;
const defaultIdleMs = 30 * 60_000;
const defaultDeadlineMs = 4 * 60 * 60_000;

/** `volsyncctl browse`. */
export function browseCommand(context: CommandContext): Command {
  const command = new Command('browse')
    .summary('look into a volume or a backup')
    .description(
      "Look into an app's volume, or into its backup: walk through the files, open a shell, or run a command. All of it is read-only.",
    )
    .argument('[app]', 'APP, NAMESPACE/APP or pvc/NAME, with :PATH to begin in a folder')
    .argument('[command...]', 'what to run, after --')
    .optionsGroup('Session:')
    .option('--shell', 'open a shell in the pod')
    .option('--idle <duration>', 'end an unused session after this time (default: 30m)', parsePositiveDurationMs)
    .option('--deadline <duration>', 'Kubernetes ends the pod after this time (default: 4h)', parsePositiveDurationMs);
  return addHelp(addVolumeOptions(command, context.io.now(), { text: '60s' }), page).action(
    action(context, async (all, [word, command]) => {
      const request = browseRequest(all, word as string | undefined, command as readonly string[]);
      if (!context.io.canPrompt) refuseQuestions(request);
      const options = {
        ...globalOptions(all),
        inside: volumeOptions('browse', all, { readyMs, workMs: request.deadlineMs }),
      };
      const where = request.word === undefined ? undefined : volumeOf(request.word, options.namespace);
      const cluster = await context.io.connect(options);
      const target = where && volumeTarget(where, cluster.namespace);
      const { words, idleMs } = request;
      const folder = where?.path ?? '/';
      if (target !== undefined && request.isProgram) {
        const { showProgram } = await import('./run.ts');
        return showProgram(context.io, cluster, { target, folder, words, idleMs }, options);
      }
      const { showBrowser, showChosenProgram } = await import('./interactive.ts');
      if (request.isProgram) return showChosenProgram(context.io, cluster, { folder, words, idleMs }, options);
      return showBrowser(context.io, cluster, { target, folder, idleMs, hasPlace: hasPlace(all) }, options);
    }),
  );
}

interface BrowseRequest {
  /** Undefined if it has to be asked for. */
  readonly word: string | undefined;
  readonly isProgram: boolean;
  /** Undefined for a shell. */
  readonly words: readonly string[] | undefined;
  readonly idleMs: number;
  readonly deadlineMs: number;
}

function browseRequest(
  all: Readonly<Record<string, unknown>>,
  word: string | undefined,
  command: readonly string[],
): BrowseRequest {
  const { shell, idle, deadline } = all as { shell?: true; idle?: number; deadline?: number };
  const isProgram = shell === true || command.length > 0;
  if (shell === true && command.length > 0) throw new Failure('usage', '--shell and a command cannot be combined');
  const words = shell === true ? undefined : command;
  return { word, isProgram, words, idleMs: idle ?? defaultIdleMs, deadlineMs: deadline ?? defaultDeadlineMs };
}

/** The browser and the choice of an app need a terminal. */
function refuseQuestions({ isProgram, word }: BrowseRequest): void {
  if (!isProgram) {
    const hint = 'browse APP --shell, browse APP -- COMMAND, or volsyncctl ls APP:';
    throw new Failure('usage', 'browse needs a terminal', { hint });
  }
  if (word === undefined) throw new Failure('usage', 'no app given', { hint: 'browse APP --shell' });
}

/** APP alone means its root. */
function volumeOf(word: string, namespace: string | undefined): VolumePath {
  return parseVolumeOrPath(word, namespace);
}
