import type { TerminalSize } from '../../kubernetes/cluster.ts';
import type { Io } from '../../cli/io.ts';

/** The operator's terminal, connected to a remote program: every key is sent there, including Ctrl-C. */
export interface RemoteTerminal {
  readonly keys: AsyncIterable<Uint8Array>;
  readonly sizes: AsyncIterable<TerminalSize>;
  /** Returns the terminal to this program. */
  close(): void;
}

/** Connects the terminal; undefined if stdin or stdout is not one. */
export function remoteTerminal({ stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>): RemoteTerminal | undefined {
  if (stdin === undefined || !stdout.isTerminal) return undefined;
  const keys = new Keys();
  const onData = (bytes: Buffer) => keys.push(bytes);
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return {
    keys,
    sizes: sizesOf(stdout),
    close: () => {
      // A remaining listener would keep the program alive, or consume keys meant for what comes next.
      stdin.off('data', onData);
      stdin.pause();
      stdin.setRawMode(false);
      keys.end();
    },
  };
}

/** Keys that were typed and not yet consumed. */
class Keys implements AsyncIterable<Uint8Array> {
  readonly #typed: Uint8Array[] = [];
  #isOver = false;
  #wake: () => void = () => undefined;

  push(bytes: Uint8Array): void {
    this.#typed.push(bytes);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const bytes = this.#typed.shift();
      if (bytes !== undefined) yield bytes;
      else if (this.#isOver) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

async function* sizesOf(stdout: Io['stdout']): AsyncGenerator<TerminalSize, void> {
  let wake: () => void = () => undefined;
  const onResize = () => wake();
  stdout.stream?.on('resize', onResize);
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      yield { columns: stdout.columns, rows: stdout.rows ?? 24 };
      await changed;
    }
  } finally {
    stdout.stream?.off('resize', onResize);
  }
}
