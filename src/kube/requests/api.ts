import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Host } from '../config/host.ts';
import type { Target } from '../config/target.ts';
import { certificateFault } from '../failures/tls-codes.ts';
import type { ApiRequest } from './api-request.ts';
import { parsedJson, textOf } from './body.ts';
import { connectionTo, type Connection } from './connection.ts';
import { errorCode } from './error-code.ts';
import { retried } from './retries.ts';
import { StatusError } from './status-error.ts';
import { send, type Answer } from './transport.ts';

/** Longest silence of a server where no --request-timeout was given. */
const silenceLimitMs = 30_000;

/**
 * Requests to one API server; nothing is sent, and no credentials are looked for, before the first one. An answer that is
 * no success is thrown as StatusError, other errors as Node has them.
 */
export class Api {
  readonly target: Target;
  /** Undefined, as for kubectl, where 0 was asked for. */
  readonly requestTimeoutMs: number | undefined;
  readonly #connection: Connection;
  #hasAnswered = false;

  constructor(target: Target, host: Host, requestTimeoutMs: number | undefined) {
    this.target = target;
    this.requestTimeoutMs = requestTimeoutMs === 0 ? undefined : requestTimeoutMs;
    this.#connection = connectionTo(target, host);
  }

  get proxyUrl(): string | undefined {
    return this.#connection.proxyUrl;
  }

  /** Sends a request, again where that may help, and returns the parsed answer. */
  json<T>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
    return this.#retried(
      request,
      signal,
      async (answer) => parsedJson(await textOf(answer, this.requestTimeoutMs)) as T,
    );
  }

  /** Sends a request likewise, and returns the answer while it still comes in, without any limit of time. */
  open(request: ApiRequest, signal?: AbortSignal): Promise<IncomingMessage> {
    return this.#retried(request, signal, ({ response, guard }) => {
      guard.end();
      return Promise.resolve(response);
    });
  }

  /** Asks for a connection that both sides talk over; it is not asked again where the first may have got there. */
  async upgrade(request: ApiRequest, protocols: readonly string[], signal?: AbortSignal): Promise<WebSocket> {
    const { openSocket } = await import('./web-socket.ts');
    const call = async (isRenewed = false): Promise<WebSocket> => {
      const options = { signal, limitMs: this.requestTimeoutMs ?? silenceLimitMs };
      try {
        return await this.#trusting(() => openSocket(this.target, this.#connection, { request, protocols }, options));
      } catch (error) {
        if (isRenewed || !(error instanceof StatusError) || error.status !== 401 || !this.#connection.forget())
          throw error;
        return call(true);
      }
    };
    return retried({ request, signal, hasAnswered: () => this.#hasAnswered }, call);
  }

  #retried<T>(request: ApiRequest, signal: AbortSignal | undefined, use: (answer: Answer) => Promise<T>): Promise<T> {
    const call = async () => use(await this.#answer(request, signal));
    return retried({ request, signal, hasAnswered: () => this.#hasAnswered }, call);
  }

  async #answer(request: ApiRequest, signal: AbortSignal | undefined, isRenewed = false): Promise<Answer> {
    const answer = await this.#send(request, signal);
    const { statusCode = 0, headers } = answer.response;
    this.#hasAnswered ||= statusCode < 500 && statusCode !== 429;
    if (statusCode >= 200 && statusCode < 300) return answer;
    const error = new StatusError(statusCode, await textOf(answer), request, headers['retry-after']);
    if (statusCode === 401 && !isRenewed && this.#connection.forget()) return this.#answer(request, signal, true);
    throw error;
  }

  #send(request: ApiRequest, signal: AbortSignal | undefined): Promise<Answer> {
    const options = { signal, limitMs: this.requestTimeoutMs ?? silenceLimitMs };
    return this.#trusting(() => send(this.target, this.#connection, request, options));
  }

  async #trusting<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (certificateFault(errorCode(error)) !== 'unknown-authority' || !this.#connection.trustMore()) throw error;
      return call();
    }
  }
}
