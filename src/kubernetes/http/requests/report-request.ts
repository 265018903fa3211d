import type { ConnectionOptions } from '../../cluster.ts';
import type { ApiRequest } from './api-request.ts';
import { nodeErrorCode } from './error-code.ts';
import { StatusError } from './status-error.ts';

/** Makes one request, and reports it at its end; `work` records the status of the answer. */
export async function reportRequest<T>(
  { method, path }: ApiRequest,
  onRequest: ConnectionOptions['onRequest'],
  work: (note: (status: number | undefined) => void) => Promise<T>,
): Promise<T> {
  const begunAt = performance.now();
  let result: number | string = '';
  try {
    return await work((status) => void (result = status ?? ''));
  } catch (error) {
    result = error instanceof StatusError ? error.status : nodeErrorCode(error) || 'failed';
    throw error;
  } finally {
    onRequest?.({ method, path: withoutValues(path), result, tookMs: performance.now() - begunAt });
  }
}

/** Selectors, commands and file names may be secret: of the query only the names are kept. */
function withoutValues(path: string): string {
  return path.replace(/=[^&]*/g, '');
}
