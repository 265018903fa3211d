import type { OpenedVolume } from '../../../volume/opened-volume.ts';
import { isFailure } from '../../../errors.ts';
import type { TerminalSize } from '../../../kubernetes/cluster.ts';
import { IdleLimit } from './idle-limit.ts';
import type { VolumePorts } from '../../../volume/ports.ts';

/** A shell, or one command, to run in an opened volume. */
export interface ProgramRequest {
  /** Undefined for a shell. */
  readonly words: readonly string[] | undefined;
  /** Absolute. */
  readonly folder: string;
  /** The program is ended after this time without input or output. */
  readonly idleMs: number;
}

/** The streams of the program. */
export interface ProgramStreams {
  /** A terminal with its keys and sizes. Undefined for a program without input. */
  readonly terminal?:
    { readonly keys: AsyncIterable<Uint8Array>; readonly sizes: AsyncIterable<TerminalSize> } | undefined;
  stdout(bytes: Uint8Array): Promise<void>;
  stderr(bytes: Uint8Array): Promise<void>;
}

/** Runs it in the opened pod, and returns its exit code. */
export async function runCommand(
  { files, work }: Pick<OpenedVolume, 'files' | 'work'>,
  { words, folder, idleMs }: ProgramRequest,
  streams: ProgramStreams,
  ports: Pick<VolumePorts, 'sleep'>,
): Promise<number> {
  const idle = new IdleLimit(idleMs, ports);
  const { terminal } = streams;
  const command = files.program(words, folder);
  const io = terminal && { stdin: idle.heard(terminal.keys), terminalSizes: terminal.sizes };
  const signal = AbortSignal.any([work.signal, idle.signal]);
  try {
    for await (const event of work.cluster.exec({ ...work.pod, container: work.container, command, ...io }, signal)) {
      idle.hear();
      if (event.type === 'ended') return event.exitCode;
      await (event.type === 'stdout' ? streams.stdout(event.bytes) : streams.stderr(event.bytes));
    }
    throw new Error('a program ended without a result');
  } catch (error) {
    throw isFailure(error, 'interrupted') ? (idle.failure ?? error) : error;
  } finally {
    idle.close();
  }
}
