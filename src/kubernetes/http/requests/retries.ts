import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from '../../cluster.ts';
import type { ApiRequest } from './api-request.ts';
import { backoffMs } from './backoff.ts';
import { nodeErrorCode } from './error-code.ts';
import { StartUp } from './start-up.ts';
import { StatusError } from './status-error.ts';

const attemptsBeforeAnswer = 3;
/** A server that has answered this program before is probably restarting. */
const outageLimitMs = 30_000;
const longestAskedDelayMs = 15_000;
/** An overloaded server is alive, and asks for up to 32 seconds at a time. */
const usualOverloadLimitMs = 120_000;
/** If the server itself is ready, a 503 comes from an aggregated API whose own server is down. */
const partialOutageLimitMs = 1_500;

/** The request never arrived. */
const awayCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
/** The request may have arrived. */
const cutCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
const lostCodes = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);

/** A request, and what decides whether to repeat it. */
export interface RetryOptions {
  readonly request: ApiRequest;
  readonly signal: AbortSignal | undefined;
  /** How long a request that is rejected with 429 is repeated; undefined for the usual time. */
  readonly overloadLimitMs: number | undefined;
  readonly onOverload: ConnectionOptions['onOverload'];
  /** Whether the server has ever answered this program. */
  hasAnswered(): boolean;
  /** Whether it reports itself as ready, queried each time. */
  isReady(): Promise<boolean>;
}

/** Makes a call, and repeats it as long as that is safe and may help. */
export async function retried<T>(options: RetryOptions, call: () => Promise<T>): Promise<T> {
  const { signal } = options;
  const retries = new Retries(options);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const delayMs = signal?.aborted ? undefined : retries.delayMs(error, options.hasAnswered());
      if (delayMs === undefined) throw error;
      if (retries.mayBePartDown(error) && (await options.isReady())) throw error.ofReadyServer();
      await sleep(delayMs, undefined, signal && { signal });
    }
  }
}

class Retries {
  readonly #request: ApiRequest;
  readonly #overloadLimitMs: number;
  readonly #onOverload: RetryOptions['onOverload'];
  readonly #startUp = new StartUp();
  readonly #startedAt = Date.now();
  #attempts = 0;
  #wasAway = false;

  constructor({ request, overloadLimitMs = usualOverloadLimitMs, onOverload }: RetryOptions) {
    this.#request = request;
    this.#overloadLimitMs = overloadLimitMs;
    this.#onOverload = onOverload;
  }

  /** How long to wait before the next attempt; undefined to give up. */
  delayMs(error: unknown, hasAnswered: boolean): number | undefined {
    this.#attempts += 1;
    return error instanceof StatusError && error.status === 429
      ? this.#overloadDelayMs(error)
      : this.#outageDelayMs(error, hasAnswered);
  }

  #outageDelayMs(error: unknown, hasAnswered: boolean): number | undefined {
    const isTooMuch = hasAnswered
      ? Date.now() - this.#startedAt > outageLimitMs
      : this.#attempts >= attemptsBeforeAnswer;
    if (hasAnswered && (awayCodes.has(nodeErrorCode(error)) || cutCodes.has(nodeErrorCode(error))))
      this.#wasAway = true;
    if (isTooMuch || !this.#isTransient(error, hasAnswered)) return undefined;
    const asked = error instanceof StatusError ? error.retryAfterMs : undefined;
    if (asked !== undefined && asked > longestAskedDelayMs) return undefined;
    return Math.max(asked ?? 0, backoffMs(this.#attempts));
  }

  /** A request that was rejected with 429 was not processed, so even a change may be repeated. */
  #overloadDelayMs(error: StatusError): number | undefined {
    const waitedMs = Date.now() - this.#startedAt;
    const delayMs = Math.max(error.retryAfterMs ?? 0, backoffMs(this.#attempts));
    error.repeatedMs = waitedMs;
    if (waitedMs + delayMs > this.#overloadLimitMs) return undefined;
    this.#onOverload?.({ delayMs, waitedMs });
    return delayMs;
  }

  /** Whether an API group answers 503 for longer than a restarting server would. */
  mayBePartDown(error: unknown): error is StatusError {
    const isGroup = /^\/apis\/[^/]+\//.test(this.#request.path);
    const isLong = Date.now() - this.#startedAt > partialOutageLimitMs;
    return isGroup && isLong && error instanceof StatusError && error.status === 503;
  }

  /**
   * A change may have been made although its answer was lost, unless the connection was refused.
   */
  #isTransient(error: unknown, hasAnswered: boolean): boolean {
    const isChange = this.#request.isOnce === true;
    if (error instanceof StatusError) {
      if (error.status === 503 && !isChange) return true;
      return this.#wasAway && this.#startUp.mayPass(error);
    }
    const code = nodeErrorCode(error);
    if (awayCodes.has(code)) return hasAnswered;
    return !isChange && (cutCodes.has(code) || (lostCodes.has(code) && hasAnswered));
  }
}
