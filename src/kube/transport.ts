import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { version } from '../version.ts';
import type { ApiRequest } from './api-request.ts';
import type { Connection } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { impersonationHeaders } from './impersonation.ts';
import { NoAnswerError, stallGuard, type StallGuard } from './stall-guard.ts';
import type { Target } from './target.ts';
import { asText } from './tree.ts';

export interface SendOptions {
  readonly credentials: Credentials;
  /** Longest time until the answer begins. */
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** An answer whose headers are there; the guard goes on watching over its body until it is ended. */
export interface Answer {
  readonly response: IncomingMessage;
  readonly guard: StallGuard;
}

/** Sends one request once and returns the answer as soon as its headers are there, whatever its status. */
export async function send(
  target: Target,
  connection: Connection,
  request: ApiRequest,
  { credentials, limitMs, signal }: SendOptions,
): Promise<Answer> {
  // A socket from the pool may be dead already; only what may be sent twice is sent on one.
  const options = await connection.options(credentials, request.method !== 'PATCH');
  const start = target.server.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const sent = start(urlOf(target, request), {
      ...options,
      method: request.method,
      headers: headersOf(target, request, credentials),
      ...(signal && { signal }),
    });
    let silent: { destroy(error: Error): unknown } = sent;
    const guard = stallGuard(limitMs, () => silent.destroy(new NoAnswerError(limitMs)));
    sent.once('socket', (socket) => socket.setKeepAlive(true, 15_000));
    sent.once('response', (response) => {
      silent = response;
      resolve({ response, guard });
    });
    sent.once('error', (error) => {
      guard.end();
      reject(error);
    });
    sent.end(request.body);
  });
}

function urlOf({ server }: Target, { path }: ApiRequest): URL {
  return new URL(server.origin + server.pathname.replace(/\/$/, '') + path);
}

function headersOf(target: Target, request: ApiRequest, { authorization }: Credentials): RequestOptions['headers'] {
  return {
    accept: request.accept ?? 'application/json',
    'user-agent': `volsyncctl/${version}`,
    ...(wantsCompression(target) && { 'accept-encoding': 'gzip' }),
    ...(request.body !== undefined && { 'content-type': request.contentType ?? 'application/json' }),
    ...(request.body !== undefined && { 'content-length': Buffer.byteLength(request.body) }),
    ...(authorization !== undefined && { authorization }),
    ...impersonationHeaders(target.impersonation),
  };
}

/** Packing costs the server more than the bytes do on the same machine. */
function wantsCompression({ server, cluster }: Target): boolean {
  const { hostname } = server;
  const isLocal =
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  return !isLocal && asText(cluster['disable-compression'])?.toLowerCase() !== 'true';
}
