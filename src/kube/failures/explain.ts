import { Failure } from '../../errors.ts';
import type { Api } from '../requests/api.ts';
import { connectionFailure } from './connection-failure.ts';
import { StatusError } from '../requests/status-error.ts';
import { statusFailure } from './status-failure.ts';

/** Makes a call whose every error is a Failure. */
export async function explained<T>(api: Api, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw await failureOf(error, api, signal);
  }
}

/** As `explained`, for a call that gives its results one by one. */
export async function* explainedEach<T>(
  api: Api,
  signal: AbortSignal | undefined,
  call: () => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* call();
  } catch (error) {
    throw await failureOf(error, api, signal);
  }
}

async function failureOf(error: unknown, api: Api, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal?.aborted) return new Failure('interrupted', 'Interrupted.', { cause: error });
  if (error instanceof Failure) return error;
  if (error instanceof StatusError) return statusFailure(error, api, signal);
  return connectionFailure(error, api) ?? error;
}
