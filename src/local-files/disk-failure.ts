import { Failure } from '../errors.ts';
import { Obstacle } from './entry-name.ts';

/**
 * What an error of the disk means to the entry at `path`: an Obstacle where it is about that name only, and else a
 * Failure that ends the copy. Errors that are neither come back as they are.
 */
export function diskFailure(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof Failure) return error;
  if (nameErrors.has(code)) return new Obstacle(`this disk cannot have a file of that name (${code})`);
  const reason = error instanceof Error ? (error.message.split(', ')[0] ?? code) : code;
  return new Failure('failed', `${JSON.stringify(path)} cannot be written: ${reason}`, { cause: error });
}

/** Such as `ENOENT`; undefined for what is no error of the system. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Too long, or bytes or characters that this file system does not take. */
const nameErrors = new Set(['ENAMETOOLONG', 'EILSEQ', 'EINVAL']);
