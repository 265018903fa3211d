import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { ApiRequest } from './api-request.ts';
import { connectionTo } from './connection.ts';
import { credentialSource } from '../credentials/credentials.ts';
import type { Host } from '../config/host.ts';
import { NotKubernetesError } from './not-kubernetes-error.ts';
import { Retries } from './retries.ts';
import { StatusError } from './status-error.ts';
import type { Target } from '../config/target.ts';
import { send, type Answer } from './transport.ts';

/** Longest silence of a server where no --request-timeout was given. */
const silenceLimitMs = 30_000;

/** Requests to one API server. An answer that is no success is thrown as StatusError, other errors as Node has them. */
export interface Api {
  readonly target: Target;
  readonly proxyUrl: string | undefined;
  readonly requestTimeoutMs: number | undefined;
  /** Sends a request, again where that may help, and returns the parsed answer. */
  json<T>(request: ApiRequest, signal?: AbortSignal): Promise<T>;
  /** Sends a request likewise, and returns the answer while it still comes in, without any limit of time. */
  open(request: ApiRequest, signal?: AbortSignal): Promise<IncomingMessage>;
}

/** Prepares requests to a target; nothing is sent, and no credentials are looked for, before the first one. */
export function apiOf(target: Target, host: Host, timeoutMs: number | undefined): Api {
  // As for kubectl, 0 asks for no limit.
  const requestTimeoutMs = timeoutMs === 0 ? undefined : timeoutMs;
  const connection = connectionTo(target, host);
  const source = credentialSource(target, host);
  const limitMs = requestTimeoutMs ?? silenceLimitMs;
  let hasAnswered = false;

  async function answer(request: ApiRequest, signal: AbortSignal | undefined, isRenewed = false): Promise<Answer> {
    const credentials = await source.current(signal);
    const answered = await send(target, connection, request, { credentials, limitMs, signal });
    const { statusCode = 0, headers } = answered.response;
    hasAnswered ||= statusCode < 500 && statusCode !== 429;
    if (statusCode >= 200 && statusCode < 300) return answered;
    const error = new StatusError(statusCode, await textOf(answered), request, headers['retry-after']);
    if (statusCode === 401 && !isRenewed && source.forget()) return answer(request, signal, true);
    throw error;
  }

  async function retried<T>(request: ApiRequest, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
    const retries = new Retries(request);
    for (;;) {
      try {
        return await call();
      } catch (error) {
        const delayMs = signal?.aborted ? undefined : retries.delayMs(error, hasAnswered);
        if (delayMs === undefined) throw error;
        await sleep(delayMs, undefined, signal && { signal });
      }
    }
  }

  function json<T>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
    return retried(request, signal, async () => {
      return parsed(await textOf(await answer(request, signal), requestTimeoutMs)) as T;
    });
  }

  async function open(request: ApiRequest, signal?: AbortSignal): Promise<IncomingMessage> {
    const { response, guard } = await retried(request, signal, () => answer(request, signal));
    guard.end();
    return response;
  }

  return { target, proxyUrl: connection.proxyUrl, requestTimeoutMs, json, open };
}

/** With a limit of its own the whole answer must be there in time; else every piece of it starts the time anew. */
async function textOf({ response, guard }: Answer, totalLimitMs?: number): Promise<string> {
  const packed = response.headers['content-encoding'] === 'gzip';
  const body = packed ? pipeline(response, createGunzip(), () => undefined) : response;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) {
      if (totalLimitMs === undefined) guard.progress();
      chunks.push(chunk as Buffer);
    }
  } finally {
    guard.end();
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotKubernetesError(text);
  }
}
