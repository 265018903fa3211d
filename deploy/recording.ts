import { execa } from 'execa';

/** What a command wrote in one go, and when, in seconds since its start. */
export interface Piece {
  readonly seconds: number;
  readonly source: 'stdout' | 'stderr';
  readonly text: string;
}

interface RecordOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Ctrl-C is pressed once stderr says this. */
  readonly interruptAt?: RegExp | undefined;
}

/** Runs a command without a terminal and returns what it wrote, in its order, and its exit code. */
export async function record(
  [file, ...args]: readonly [string, ...string[]],
  { env, interruptAt }: RecordOptions,
): Promise<{ pieces: Piece[]; exitCode: number | undefined }> {
  const startedAt = Date.now();
  const pieces: Piece[] = [];
  const running = execa(file, args, { env, reject: false, buffer: false });
  for (const source of ['stdout', 'stderr'] as const) {
    running[source].setEncoding('utf8').on('data', (text: string) => {
      pieces.push({ seconds: (Date.now() - startedAt) / 1000, source, text });
      if (source === 'stderr' && interruptAt?.test(text) === true) running.kill('SIGINT');
    });
  }
  const { exitCode } = await running;
  return { pieces, exitCode };
}
