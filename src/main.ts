import { setTimeout as sleep } from 'node:timers/promises';
import { basename, join } from 'node:path';
import { completeCommand } from './cli/complete-command.ts';
import type { Io, Output } from './cli/io.ts';
import type { Creator } from './creator.ts';
import { oneAfterAnother } from './one-after-another.ts';
import { creatorState, identityOf } from './process-identity.ts';
import { listenToSignals } from './signals.ts';
import { version } from './version.ts';

/** Runs the program in this process: the only place that touches `process`. */
export async function main(): Promise<void> {
  const argv = isAskedByKubectl() ? [completeCommand, ...process.argv.slice(2)] : process.argv.slice(2);
  if (argv.length === 1 && argv[0] === '--version') {
    printVersion();
    return;
  }
  const { run } = await import('./program/run.ts');
  process.exitCode = await run(argv, processIo());
  // A shell waits for its completions, and a pending name lookup would keep the process alive.
  if (argv[0] === completeCommand) process.exit();
}

/** For scripts that ask for the version first, without loading the commands. */
function printVersion(): void {
  output(process.stdout).write(`${version}\n`);
}

/** kubectl runs a program of this name to complete its plug-in. */
function isAskedByKubectl(): boolean {
  return basename(process.argv[1] ?? '').startsWith('kubectl_complete-');
}

function processIo(): Io {
  const { env, platform, pid } = process;
  const interrupted = listenToSignals(process);
  const { signal } = interrupted;
  const inTurn = oneAfterAnother();
  const creators = {
    creator: () => identityOf(pid),
    creatorStateOf: (creator: Creator) => creatorState(creator, isAlive),
    uid: process.getuid?.(),
  };
  return {
    stdout: output(process.stdout, () => interrupted.abort()),
    stderr: output(process.stderr),
    stdin: process.stdin.isTTY ? process.stdin : undefined,
    canPrompt: process.stdin.isTTY && process.stderr.isTTY && !env['CI'],
    prompts: {
      confirm: async (message) =>
        (await import('./cli/prompts.ts')).confirm(message, { input: process.stdin, output: process.stderr, signal }),
    },
    env,
    programName: basename(process.argv[1] ?? '').startsWith('kubectl-') ? 'kubectl volsyncctl' : 'volsyncctl',
    signal,
    get signalExitCode() {
      return interrupted.exitCode;
    },
    now: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
    connect: async (options) =>
      (await import('./kubernetes/http/connect.ts')).connect(options, {
        ...{ env, platform, inTurn },
        creator: () => identityOf(pid),
      }),
    localFiles: async () => (await import('./local-files/open-local-files.ts')).openLocalFiles(creators),
    completionCache: async () => {
      const { openCompletionCache } = await import('./local-files/completion-cache.ts');
      return openCompletionCache(await userFolder(creators.uid), () => new Date());
    },
    runProgress: async (key) => {
      const { openRunProgress } = await import('./local-files/run-progress.ts');
      const folder = await userFolder(creators.uid);
      return openRunProgress(folder && join(folder, 'runs'), key, () => new Date());
    },
    contextNames: async (kubeconfig) => {
      const { loadKubeconfig } = await import('./kubernetes/http/config/kubeconfig.ts');
      return [...loadKubeconfig(kubeconfig, { env, platform }).contexts.keys()];
    },
    creator: creators.creator,
    creatorStateOf: creators.creatorStateOf,
  };
}

/** The folder for what commands keep on this machine. */
async function userFolder(uid: number | undefined): Promise<string | undefined> {
  const [{ cacheFolder }, { homedir }] = await Promise.all([import('./cache-folder.ts'), import('node:os')]);
  return cacheFolder({ env: process.env, platform: process.platform, home: homedir(), uid });
}

/** A process of another user may not be signalled, but exists. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A failed write does not end the program at once, because it may have something to remove. */
function output(stream: NodeJS.WriteStream, onTrouble: () => void = () => undefined): Output {
  let trouble: NodeJS.ErrnoException | undefined;
  const note = (error?: NodeJS.ErrnoException | null) => {
    // If the terminal has gone, SIGHUP reports it.
    if (!error || (error.code === 'EIO' && stream.isTTY)) return;
    trouble ??= error;
    onTrouble();
  };
  stream.on('error', note);
  return {
    get trouble() {
      return trouble;
    },
    get isTerminal() {
      return stream.isTTY;
    },
    get columns() {
      return (stream.isTTY && stream.columns) || 80; // a bare pty has 0 columns
    },
    get rows() {
      return (stream.isTTY && stream.rows) || undefined;
    },
    stream: stream.isTTY && stream.columns > 0 ? stream : undefined,
    write: (text) => void stream.write(text, note),
    // A closed stream emits no drain event; each write calls back.
    writeBytes: (bytes) =>
      new Promise((resolve) =>
        stream.write(bytes, (error) => {
          note(error);
          resolve();
        }),
      ),
  };
}
