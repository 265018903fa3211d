import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { ApiRequest } from './api-request.ts';
import type { Connection } from './connection.ts';
import { headersOf } from './headers.ts';
import { NoAnswerError, stallGuard, type Phase, type StallGuard } from './stall-guard.ts';
import type { ConnectionTarget } from '../config/target.ts';

/** After this time the system probes whether the other side is still there, which detects half-open connections. */
const keepAliveDelayMs = 15_000;

export interface SendOptions {
  /** The longest silence of the server. */
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** An answer whose headers have arrived; the guard watches its body until it is stopped. */
export interface HttpResponse {
  readonly response: IncomingMessage;
  readonly guard: StallGuard;
}

/** Sends one request once and returns the answer as soon as its headers arrive, whatever its status. */
export async function send(
  target: ConnectionTarget,
  connection: Connection,
  request: ApiRequest,
  { limitMs, signal }: SendOptions,
): Promise<HttpResponse> {
  // A pooled socket may already be dead; only requests that may be repeated use one.
  const options = await connection.options(request.isOnce !== true, signal);
  const start = target.server.protocol === 'http:' ? httpRequest : httpsRequest;
  const sent = start(urlOf(target, request), {
    ...options,
    method: request.method,
    headers: { ...headersOf(target, request), ...options.headers },
    ...(signal && { signal }),
  });
  const answer = answerTo(sent, limitMs, signal);
  sent.end(request.body);
  return answer;
}

function urlOf({ server }: ConnectionTarget, { path }: ApiRequest): URL {
  return new URL(server.origin + server.pathname.replace(/\/$/, '') + path);
}

function answerTo(sent: ClientRequest, limitMs: number, signal: AbortSignal | undefined): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let phase: Phase = 'connect';
    const fail = (error: Error) => {
      guard.end();
      // A request without a socket, as behind a hanging proxy, emits no error when it is destroyed.
      reject(error);
      sent.destroy(error);
    };
    let onStall = fail;
    const guard = stallGuard(limitMs, () => onStall(new NoAnswerError(limitMs, phase)));
    const giveUp = () => fail(new Error('aborted'));
    signal?.addEventListener('abort', giveUp);
    sent.once('socket', (socket) => {
      signal?.removeEventListener('abort', giveUp);
      socket.setKeepAlive(true, keepAliveDelayMs);
      followPhases(sent, socket, (next) => (phase = next));
    });
    sent.once('response', (response) => {
      phase = 'body';
      onStall = (error) => response.destroy(error);
      resolve({ response, guard });
    });
    // Also after the answer has begun; its reader then gets the error.
    sent.on('error', fail);
  });
}

function followPhases(sent: ClientRequest, socket: Socket, reach: (phase: Phase) => void): void {
  if (sent.reusedSocket) {
    reach('answer');
    return;
  }
  const isTls = sent.protocol === 'https:';
  if (!socket.connecting) reach(isTls ? 'tls' : 'answer');
  socket.once('connect', () => reach(isTls ? 'tls' : 'answer'));
  socket.once('secureConnect', () => reach('answer'));
}
