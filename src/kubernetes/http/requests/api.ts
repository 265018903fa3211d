import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { ConnectionOptions } from '../../cluster.ts';
import type { Host } from '../config/host.ts';
import type { ConnectionTarget } from '../config/target.ts';
import { certificateFault } from '../failures/tls-codes.ts';
import type { ApiRequest } from './api-request.ts';
import { parsedJson, textOf } from './body.ts';
import { connectionTo, type Connection } from './connection.ts';
import { nodeErrorCode } from './error-code.ts';
import { StatusError } from './status-error.ts';
import { reportRequest } from './report-request.ts';
import { send, type HttpResponse } from './transport.ts';
import { retried, type RetryOptions } from './retries.ts';

/** The clock of a synchronized machine differs by less, and an answer takes less. */
const clockSkewMs = 60_000;

/** The longest silence of a server without --request-timeout. */
const silenceLimitMs = 30_000;

/**
 * Requests to one API server; nothing is sent and no credentials are read before the first one. An unsuccessful answer
 * is thrown as StatusError, other errors as Node's own.
 */
export class Api {
  readonly target: ConnectionTarget;
  /** As in kubectl, undefined for 0. */
  readonly requestTimeoutMs: number | undefined;
  readonly #onRequest: ConnectionOptions['onRequest'];
  readonly #onOverload: ConnectionOptions['onOverload'];
  readonly #firstAnswerMs: number;
  readonly #connection: Connection;
  #hasAnswered = false;
  /** How far the server's clock is ahead of this machine's, by its last answer. */
  #aheadMs = 0;

  constructor(
    target: ConnectionTarget,
    host: Host,
    options: Pick<ConnectionOptions, 'requestTimeoutMs' | 'firstAnswerMs' | 'onRequest' | 'onOverload'>,
  ) {
    const { requestTimeoutMs, firstAnswerMs, onRequest, onOverload } = options;
    this.target = target;
    this.requestTimeoutMs = requestTimeoutMs === 0 ? undefined : requestTimeoutMs;
    this.#firstAnswerMs = firstAnswerMs ?? silenceLimitMs;
    this.#onRequest = onRequest;
    this.#onOverload = onOverload;
    this.#connection = connectionTo(target, host);
  }

  /** The longest silence that is tolerated. */
  get #limitMs(): number {
    return this.requestTimeoutMs ?? (this.#hasAnswered ? silenceLimitMs : this.#firstAnswerMs);
  }

  get proxyUrl(): string | undefined {
    return this.#connection.proxyUrl;
  }

  /**
   * The time on the server's clock at a moment of this machine's clock; that moment itself if the two are about the
   * same.
   */
  serverTime(now: Date): Date {
    return Math.abs(this.#aheadMs) > clockSkewMs ? new Date(now.getTime() + this.#aheadMs) : now;
  }

  /** Sends a request, repeats it if that is safe and may help, and returns the parsed answer. */
  json<T>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
    return this.#retried(
      request,
      signal,
      async (answer) => parsedJson(await textOf(answer, this.requestTimeoutMs)) as T,
    );
  }

  /** The same, but returns the answer while it is still being received, without a time limit. */
  open(request: ApiRequest, signal?: AbortSignal): Promise<IncomingMessage> {
    return this.#retried(request, signal, ({ response, guard }) => {
      guard.end();
      return Promise.resolve(response);
    });
  }

  /** Requests a bidirectional connection; it is not repeated if the first request may have arrived. */
  async upgrade(request: ApiRequest, protocols: readonly string[], signal?: AbortSignal): Promise<WebSocket> {
    const { openSocket } = await import('./web-socket.ts');
    const call = async (isRenewed = false): Promise<WebSocket> => {
      const options = { signal, limitMs: this.#limitMs };
      try {
        return await reportRequest(request, this.#onRequest, async (note) => {
          const socket = await this.#trusting(() =>
            openSocket(this.target, this.#connection, { request, protocols }, options),
          );
          note(101);
          return socket;
        });
      } catch (error) {
        if (isRenewed || !(error instanceof StatusError) || error.status !== 401 || !this.#connection.forget())
          throw error;
        return call(true);
      }
    };
    return retried(this.#retryOptions(request, signal), call);
  }

  #retried<T>(
    request: ApiRequest,
    signal: AbortSignal | undefined,
    use: (answer: HttpResponse) => Promise<T>,
  ): Promise<T> {
    const call = () =>
      reportRequest(request, this.#onRequest, async (note) => {
        const answer = await this.#answer(request, signal);
        note(answer.response.statusCode);
        return use(answer);
      });
    return retried(this.#retryOptions(request, signal), call);
  }

  #retryOptions(request: ApiRequest, signal: AbortSignal | undefined): RetryOptions {
    return {
      ...{ request, signal, overloadLimitMs: this.requestTimeoutMs, onOverload: this.#onOverload },
      hasAnswered: () => this.#hasAnswered,
      isReady: () => this.#isReady(signal),
    };
  }

  /** Whether the server reports itself as ready; every authenticated user may ask. */
  async #isReady(signal: AbortSignal | undefined): Promise<boolean> {
    const access = { verb: 'get', group: '', resource: 'readyz' } as const;
    try {
      const answer = await this.#send({ method: 'GET', path: '/readyz', access }, signal);
      await textOf(answer);
      return answer.response.statusCode === 200;
    } catch {
      return false;
    }
  }

  async #answer(request: ApiRequest, signal: AbortSignal | undefined, isRenewed = false): Promise<HttpResponse> {
    const answer = await this.#send(request, signal);
    const { statusCode = 0, headers } = answer.response;
    const date = Date.parse(headers.date ?? '');
    if (!Number.isNaN(date)) this.#aheadMs = date - Date.now();
    this.#hasAnswered ||= statusCode < 500 && statusCode !== 429;
    if (statusCode >= 200 && statusCode < 300) return answer;
    const error = new StatusError(statusCode, await textOf(answer), request, headers['retry-after']);
    if (statusCode === 401 && !isRenewed && this.#connection.forget()) return this.#answer(request, signal, true);
    throw error;
  }

  #send(request: ApiRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const options = { signal, limitMs: this.#limitMs };
    return this.#trusting(() => send(this.target, this.#connection, request, options));
  }

  async #trusting<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (certificateFault(nodeErrorCode(error)) !== 'unknown-authority' || !this.#connection.trustMore()) throw error;
      return call();
    }
  }
}
