import type { ApiRequest } from './api-request.ts';
import { errorCode } from './error-code.ts';
import { StatusError } from './status-error.ts';

const attemptsBeforeAnswer = 3;
/** A server that has answered before is probably restarting: about ten seconds of patience. */
const attemptsAfterAnswer = 7;
const firstDelayMs = 150;
const longestDelayMs = 3_000;
const longestAskedDelayMs = 15_000;

const cutCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
const refusedCodes = new Set(['ECONNREFUSED']);

/** Where sending the request again is safe and may help: how long to wait before; else undefined. */
export function retryDelayMs(
  error: unknown,
  { attempt, hasAnswered, request }: { attempt: number; hasAnswered: boolean; request: ApiRequest },
): number | undefined {
  if (attempt >= (hasAnswered ? attemptsAfterAnswer : attemptsBeforeAnswer)) return undefined;
  if (!isTransient(error, hasAnswered, request.method === 'PATCH')) return undefined;
  const asked = error instanceof StatusError ? error.retryAfterMs : undefined;
  if (asked !== undefined && asked > longestAskedDelayMs) return undefined;
  return Math.max(asked ?? 0, backoffMs(attempt));
}

/** Doubling, and never the same for two programs that failed together. */
export function backoffMs(attempt: number): number {
  const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return delayMs * (0.75 + Math.random() / 2);
}

/** A change may have been made although its answer was lost, unless it was never received (refused, 429). */
function isTransient(error: unknown, hasAnswered: boolean, isChange: boolean): boolean {
  if (error instanceof StatusError) return error.status === 429 || (error.status === 503 && !isChange);
  const code = errorCode(error);
  if (refusedCodes.has(code)) return hasAnswered;
  return cutCodes.has(code) && !isChange;
}
