import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiRequest } from './api-request.ts';
import { backoffMs } from './backoff.ts';
import { errorCode } from './error-code.ts';
import { StartUp } from './start-up.ts';
import { StatusError } from './status-error.ts';

const attemptsBeforeAnswer = 3;
/** A server that has answered this program before is probably restarting. */
const patienceAfterAnswerMs = 30_000;
const longestAskedDelayMs = 15_000;

/** The request never got there. */
const awayCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
/** It may have got there. */
const cutCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
const lostCodes = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);

interface RetryOptions {
  readonly request: ApiRequest;
  readonly signal: AbortSignal | undefined;
  /** Whether the server ever has, to this program. */
  hasAnswered(): boolean;
}

/** Makes a call, and makes it again for as long as that is safe and may help. */
export async function retried<T>(options: RetryOptions, call: () => Promise<T>): Promise<T> {
  const { request, signal } = options;
  const retries = new Retries(request);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const delayMs = signal?.aborted ? undefined : retries.delayMs(error, options.hasAnswered());
      if (delayMs === undefined) throw error;
      await sleep(delayMs, undefined, signal && { signal });
    }
  }
}

class Retries {
  readonly #request: ApiRequest;
  readonly #startUp = new StartUp();
  readonly #startedAt = Date.now();
  #attempts = 0;
  #wasAway = false;

  constructor(request: ApiRequest) {
    this.#request = request;
  }

  /** How long to wait before the next attempt; undefined where there shall be none. */
  delayMs(error: unknown, hasAnswered: boolean): number | undefined {
    this.#attempts += 1;
    const isTooMuch = hasAnswered
      ? Date.now() - this.#startedAt > patienceAfterAnswerMs
      : this.#attempts >= attemptsBeforeAnswer;
    if (hasAnswered && (awayCodes.has(errorCode(error)) || cutCodes.has(errorCode(error)))) this.#wasAway = true;
    if (isTooMuch || !this.#isTransient(error, hasAnswered)) return undefined;
    const asked = error instanceof StatusError ? error.retryAfterMs : undefined;
    if (asked !== undefined && asked > longestAskedDelayMs) return undefined;
    return Math.max(asked ?? 0, backoffMs(this.#attempts));
  }

  /** A change may have been made although its answer was lost, unless it was never received (refused, 429). */
  #isTransient(error: unknown, hasAnswered: boolean): boolean {
    const isChange = this.#request.isOnce === true;
    if (error instanceof StatusError) {
      if (error.status === 429 || (error.status === 503 && !isChange)) return true;
      return this.#wasAway && this.#startUp.mayPass(error);
    }
    const code = errorCode(error);
    if (awayCodes.has(code)) return hasAnswered;
    return !isChange && (cutCodes.has(code) || (lostCodes.has(code) && hasAnswered));
  }
}
