import type { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { WebSocket } from 'ws';
import type { ConnectionTarget } from '../config/target.ts';
import type { ApiRequest } from './api-request.ts';
import { textOf } from './body.ts';
import type { Connection } from './connection.ts';
import { headersOf } from './headers.ts';
import { NotKubernetesError, noWebSocket } from './not-kubernetes-error.ts';
import { NoAnswerError, stallGuard } from './stall-guard.ts';
import { StatusError } from './status-error.ts';
import type { SendOptions } from './transport.ts';

// Received data becomes garbage outside the heap, and V8 collects it later the larger its young generation is: 200 MB
// at the end of a copy of 1 GB, and 95 MB with this flag.
setFlagsFromString('--semi-space-growth-factor=1');

interface Upgrade {
  readonly request: ApiRequest;
  /** In order of preference. */
  readonly protocols: readonly string[];
}

/** Opens a paused WebSocket: nothing is read before its reader is ready. */
export async function openSocket(
  target: ConnectionTarget,
  connection: Connection,
  { request, protocols }: Upgrade,
  { limitMs, signal }: SendOptions,
): Promise<WebSocket> {
  const { agent, ...options } = await connection.options(false, signal);
  const { server } = target;
  const scheme = server.protocol === 'http:' ? 'ws:' : 'wss:';
  const url = `${scheme}//${server.host}${server.pathname.replace(/\/$/, '')}${request.path}`;
  const headers = { ...headersOf(target, request), ...options.headers } as Record<string, string>;
  const socket = new WebSocket(url, [...protocols], {
    ...options,
    ...(agent && { agent }),
    headers,
    handshakeTimeout: limitMs,
    perMessageDeflate: false,
    maxPayload: 0,
    followRedirects: false,
  });
  return opened(socket, request, { limitMs, signal });
}

function opened(
  socket: WebSocket,
  request: ApiRequest,
  { limitMs, signal }: Pick<SendOptions, 'limitMs' | 'signal'>,
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    let isUpgraded = false;
    const giveUp = () => fail(new Error('aborted'));
    const fail = (error: Error) => {
      signal?.removeEventListener('abort', giveUp);
      if (error.message === 'Opening handshake has timed out') reject(new NoAnswerError(limitMs, 'answer'));
      else reject(isUpgraded ? new NotKubernetesError(error.message, { cause: error }) : error);
      socket.terminate();
    };
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp);
    // Stays registered after opening, and if it is terminated while opening: an unhandled error event ends the process.
    socket.on('error', fail);
    socket.once('unexpected-response', (_sent, response: IncomingMessage) => {
      const guard = stallGuard(limitMs, () => response.destroy(new NoAnswerError(limitMs, 'body')));
      textOf({ response, guard }).then((body) => fail(refusal(response, body, request)), fail);
    });
    // Errors after that are about the protocol: a wrong one, or none of the requested ones.
    socket.once('upgrade', () => (isUpgraded = true));
    socket.once('open', () => {
      signal?.removeEventListener('abort', giveUp);
      socket.pause();
      resolve(socket);
    });
  });
}

function refusal({ statusCode = 0, headers }: IncomingMessage, body: string, request: ApiRequest): Error {
  const isSuccess = statusCode >= 200 && statusCode < 300;
  return isSuccess ? noWebSocket(body) : new StatusError(statusCode, body, request, headers['retry-after']);
}
