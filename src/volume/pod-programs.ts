import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '../errors.ts';
import { readDigestedEnd } from './digested-script.ts';
import type { Cluster, ObjectKey } from '../kubernetes/cluster.ts';

/** How much of a program's stderr is kept. */
const longestErrors = 64 * 1024;

/** A program in a pod that failed, with its own messages. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  readonly exitCode: number;
  readonly errors: readonly string[];

  constructor(exitCode: number, errors: readonly string[]) {
    super(`it ended with ${exitCode}: ${errors.join('; ')}`);
    this.exitCode = exitCode;
    this.errors = errors;
  }
}

/** Where programs are run. */
export interface Workplace {
  readonly cluster: Pick<Cluster, 'exec'>;
  readonly pod: ObjectKey;
  readonly container: string;
  readonly signal: AbortSignal;
}

/** A secret marker that separates volsyncctl's own lines from file names. */
export function newMark(): string {
  return `volsyncctl-${randomBytes(8).toString('hex')}`;
}

/**
 * The output of a program as a stream, followed by a ProgramError if it failed. `onErrors` receives its stderr at the
 * end.
 */
export async function* programOutput(
  command: readonly string[],
  work: Workplace,
  onErrors?: (lines: readonly string[]) => void,
): AsyncGenerator<Uint8Array, void> {
  const said = { errors: '' };
  const exitCode = yield* outputs(command, work, said);
  const errors = linesOf(said.errors);
  if (exitCode !== 0) throw new ProgramError(exitCode, errors);
  onErrors?.(errors);
}

/** The same output with its error translated for the caller. */
export async function* translated(
  output: AsyncIterable<Uint8Array>,
  translate: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* output;
  } catch (error) {
    throw translate(error);
  }
}

/** Callbacks for the end of such an output. */
export interface DigestedReaction {
  /** If the digests differ. */
  readonly differing?: (errors: readonly string[]) => Failure;
  /** Receives the lines of stderr. */
  readonly onSaid?: (lines: readonly string[]) => void;
  readonly onDigest?: ((sha256: string) => void) | undefined;
}

/** The same for a script of `digestedScript`, whose digest must equal that of the received data. */
export async function* digestedOutputOf(
  command: (mark: string) => readonly string[],
  work: Workplace,
  { differing = damaged, onSaid, onDigest }: DigestedReaction = {},
): AsyncGenerator<Uint8Array, void> {
  const mark = newMark();
  const said = { errors: '' };
  const hash = createHash('sha256');
  const ownCode = yield* hashed(outputs(command(mark), work, said), hash);
  const { sha256, exitCode = ownCode, errors } = readDigestedEnd(said.errors, mark);
  if (exitCode !== 0) throw new ProgramError(exitCode, errors);
  onSaid?.(errors);
  if (sha256 === undefined) throw undigested(errors);
  if (sha256 !== hash.digest('hex')) throw differing(errors);
  onDigest?.(sha256);
}

async function* hashed(
  pieces: AsyncGenerator<Uint8Array, number>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array, number> {
  try {
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) return next.value;
      hash.update(next.value);
      yield next.value;
    }
  } finally {
    // If the consumer stops, the program is stopped too.
    await pieces.return(0);
  }
}

/** In data that nothing can change, a different digest means damage. */
export function damaged(details: readonly string[]): Failure {
  const hint = 'try again; do not trust what was fetched';
  return new Failure('failed', 'Checksum mismatch (SHA-256): the transfer was corrupted.', { details, hint });
}

function undigested(details: readonly string[]): Failure {
  const hint = 'try again; an image has to have sha256sum: --image';
  return new Failure('failed', 'The transfer could not be verified: the pod sent no checksum.', {
    details,
    hint,
  });
}

async function* outputs(
  command: readonly string[],
  { cluster, pod, container, signal }: Workplace,
  said: { errors: string },
): AsyncGenerator<Uint8Array, number> {
  for await (const event of cluster.exec({ ...pod, container, command }, signal)) {
    if (event.type === 'ended') return event.exitCode;
    if (event.type === 'stdout') yield event.bytes;
    // The end of stderr matters most: it has the digest.
    else said.errors = (said.errors + Buffer.from(event.bytes).toString('utf8')).slice(-longestErrors);
  }
  throw new Error('a program ended without a result');
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
