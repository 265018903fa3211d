import { readFileSync } from 'node:fs';

/** How the process is asked from outside to end. */
export interface Interruption {
  /** Aborted by SIGINT, SIGTERM, SIGHUP, and by `abort`. */
  readonly signal: AbortSignal;
  /** The exit code of what a signal ended, as shells have it; undefined where none came. */
  readonly exitCode: number | undefined;
  abort(): void;
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ends the wait on the first signal, so that what was begun is undone. A second SIGINT or SIGTERM ends the program at once;
 * a second SIGHUP does not, since the kernel and the shell each send one when a terminal is closed.
 */
export function listenToSignals(host: NodeJS.Process): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  let isAsked = false;
  const interrupt = (name: keyof typeof exitCodes) => {
    exitCode ??= exitCodes[name];
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    host.on(name, () => {
      if (isAsked) host.exit(exitCodes[name]);
      isAsked = true;
      interrupt(name);
    });
  }
  const isIgnored = ignoresHangup(host);
  host.on('SIGHUP', () => {
    if (!isIgnored) interrupt('SIGHUP');
  });
  surviveTheTerminal(host, () => controller.abort());
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    abort: () => controller.abort(),
  };
}

/** readline notices that a terminal has gone as it restores it, and would end the program with all that it has made. */
function surviveTheTerminal(host: NodeJS.Process, onGone: () => void): void {
  host.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    if (['EIO', 'EPIPE'].includes(error.code ?? '') && ['read', 'write', 'setRawMode'].includes(error.syscall ?? '')) {
      onGone();
      return;
    }
    host.stderr.write(`${error.stack ?? String(error)}\n`);
    host.exit(1);
  });
}

/**
 * Whether whoever started the program meant it to survive a hangup, as nohup does. Node.js resets the signals that it
 * inherits as ignored, so that only traces are left: the shell names the command it started in `_`, nohup puts a stdin that
 * cannot be read in the place of a terminal, and a script that ignores SIGHUP does so still.
 */
function ignoresHangup({ env, ppid }: NodeJS.Process): boolean {
  if (/(^|\/)nohup$/.test(env['_'] ?? '')) return true;
  const isWriteOnly = /^flags:\s*[0-7]*1$/m.test(textOf('/proc/self/fdinfo/0'));
  const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(textOf(`/proc/${ppid}/status`))?.[1] ?? '0';
  return isWriteOnly || (BigInt(`0x${ignored}`) & 1n) === 1n;
}

/** Empty where there is no such file: only Linux has these. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
