import { readFileSync } from 'node:fs';

/** How the process was asked to end. */
export interface Interruption {
  /** Aborted by SIGINT, SIGTERM, SIGHUP, and by `abort`. */
  readonly signal: AbortSignal;
  /** The exit code for a signal, by the convention of shells; undefined if none arrived. */
  readonly exitCode: number | undefined;
  abort(): void;
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ends the work on the first signal, so that changes are undone. A second SIGINT or SIGTERM ends the program at once; a
 * second SIGHUP does not, since the kernel and the shell each send one when a terminal is closed.
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

/** readline notices that the terminal is gone when it restores it, and would end the program before it can clean up. */
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
 * Whether the program was started to survive a hangup, as by nohup. Node.js resets ignored signals that it inherits, so
 * only traces are left: the shell puts the command it started in `_`, nohup replaces a terminal's stdin by an
 * unreadable one, and a script that ignores SIGHUP still does.
 */
function ignoresHangup({ env, ppid }: NodeJS.Process): boolean {
  if (/(^|\/)nohup$/.test(env['_'] ?? '')) return true;
  const isWriteOnly = /^flags:\s*[0-7]*1$/m.test(textOf('/proc/self/fdinfo/0'));
  const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(textOf(`/proc/${ppid}/status`))?.[1] ?? '0';
  return isWriteOnly || (BigInt(`0x${ignored}`) & 1n) === 1n;
}

/** Empty if there is no such file: only Linux has these. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
