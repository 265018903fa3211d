import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '../errors.ts';
import { readDigestedEnd } from './digested-script.ts';
import type { Cluster, ObjectKey } from '../kubernetes/cluster.ts';

/** As much as is kept of what a program says beside its output. */
const longestErrors = 64 * 1024;

/** A program in a pod that did not succeed, with its own words. */
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

/** What nobody else can know, to tell our words from those of files. */
export function newMark(): string {
  return `volsyncctl-${randomBytes(8).toString('hex')}`;
}

/**
 * The output of a program, piece by piece; another end than success is a ProgramError after it. `onErrors`
 * hears what it said beside, at its end.
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

/** The same output, whose error is another: in the words of who wanted it. */
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

/** What is made of the end of such an output. */
export interface DigestedReaction {
  /** Where the digests differ. */
  readonly differing?: (errors: readonly string[]) => Failure;
  /** Hears what was said beside it. */
  readonly onSaid?: (lines: readonly string[]) => void;
  readonly onDigest?: ((sha256: string) => void) | undefined;
}

/** The same of a script of `digestedScript`, whose digest must be that of what arrived. */
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
    // Who wants no more has the program ended, too.
    await pieces.return(0);
  }
}

/** In what nobody can change, another digest is damage. */
export function damaged(details: readonly string[]): Failure {
  const hint = 'try again; do not trust what was fetched';
  return new Failure('failed', 'Checksum mismatch (SHA-256): the transfer was corrupted.', { details, hint });
}

function undigested(details: readonly string[]): Failure {
  const hint = 'try again; an image has to have sha256sum: --image';
  return new Failure('failed', 'The transfer could not be verified: the pod made no digest.', {
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
    // The end of what is said counts most: there is the digest.
    else said.errors = (said.errors + Buffer.from(event.bytes).toString('utf8')).slice(-longestErrors);
  }
  throw new Error('a program ended without a result');
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
