import type { TerminalSize } from '../../kubernetes/cluster.ts';
import type { Io } from '../../cli/io.ts';

/** The operator's terminal, handed to a program elsewhere: every key goes there, Ctrl-C too. */
export interface RemoteTerminal {
  readonly keys: AsyncIterable<Uint8Array>;
  readonly sizes: AsyncIterable<TerminalSize>;
  /** Takes the terminal back. */
  close(): void;
}

/** Hands the terminal over; undefined where there is none on both sides. */
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
      // Nothing may go on listening: it would keep the program alive, or take the keys of what comes after.
      stdin.off('data', onData);
      stdin.pause();
      stdin.setRawMode(false);
      keys.end();
    },
  };
}

/** What was typed and not taken yet. */
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
