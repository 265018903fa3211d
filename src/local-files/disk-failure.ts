import { Failure } from '../errors.ts';
import { Obstacle } from './entry-name.ts';

/**
 * Translates an error of the file system for the entry at `path`: an Obstacle if it concerns only that name, else a
 * Failure that ends the copy. Other errors are returned unchanged.
 */
export function diskFailure(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof Failure) return error;
  if (nameErrors.has(code)) return new Obstacle(`this file system does not allow that name (${code})`);
  const reason = error instanceof Error ? (error.message.split(', ')[0] ?? code) : code;
  return new Failure('failed', `${JSON.stringify(path)} cannot be written: ${reason}`, { cause: error });
}

/** Such as `ENOENT`; undefined for errors that are not from the system. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Too long, or with bytes or characters that this file system does not accept. */
const nameErrors = new Set(['ENAMETOOLONG', 'EILSEQ', 'EINVAL']);
