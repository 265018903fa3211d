import { createServer as createHttp, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import { certificate, type CertificateKind } from './certificates.ts';

/** A request as the server received it; `headers` has the raw lines, so that repeated ones are distinguished. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The common name of the client certificate. */
  readonly clientName: string | undefined;
}

/** Answers one request. */
export type Handler = (response: ServerResponse, request: Received) => void;

interface Options {
  readonly certificate?: CertificateKind;
  readonly isPlain?: boolean;
  readonly requestCert?: boolean;
}

/** An API server with scripted answers; for anything else it answers with the 404 of an unknown kind. */
export class FakeApiServer implements AsyncDisposable {
  readonly requests: Received[] = [];
  readonly #options: Options;
  readonly #routes: { readonly route: string; readonly handler: Handler }[] = [];
  readonly #connections = new Set<Socket>();
  #otherwise: Handler = unknownKind;
  #server: Server | undefined;
  #port = 0;

  private constructor(options: Options) {
    this.#options = options;
  }

  static async start(options: Options = {}): Promise<FakeApiServer> {
    const server = new FakeApiServer(options);
    await server.listen();
    return server;
  }

  get url(): string {
    return `${this.#options.isPlain === true ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Sets the answer to a route such as `GET /api/v1/pods`; the last one set wins. */
  on(route: string, handler: Handler): this {
    this.#routes.unshift({ route, handler });
    return this;
  }

  /** The answer to everything without a route. */
  otherwise(handler: Handler): this {
    this.#otherwise = handler;
    return this;
  }

  /** Answers a route with each handler in turn, and then always with the last one. */
  inTurn(route: string, ...handlers: readonly Handler[]): this {
    let calls = 0;
    return this.on(route, (response, request) => {
      handlers[Math.min(calls, handlers.length - 1)]?.(response, request);
      calls += 1;
    });
  }

  /** The number of open connections, WebSockets included. */
  get openConnections(): number {
    return this.#connections.size;
  }

  /** The number of requests for a route. */
  count(route: string): number {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === route).length;
  }

  /** Listens; after `stop` at the same address again. */
  async listen(): Promise<void> {
    const { isPlain, requestCert = false } = this.#options;
    const handle = (request: IncomingMessage, response: ServerResponse) => void this.#handle(request, response);
    const tls = isPlain === true ? undefined : await certificate(this.#options.certificate);
    const server = tls ? createHttps({ ...tls, requestCert, rejectUnauthorized: false }, handle) : createHttp(handle);
    server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      const response = new ServerResponse(request);
      response.assignSocket(socket);
      response.on('finish', () => socket.end());
      handle(request, response);
    });
    server.on('connection', (socket: Socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Closes every connection and refuses new ones. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of this.#connections) socket.destroy();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
    const { headers, rawHeaders, socket, method = '' } = request;
    const peer = socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined;
    const received = {
      ...{ method, path: pathname, query: searchParams, headers, rawHeaders },
      clientName: peer !== undefined && 'subject' in peer ? String(peer.subject.CN) : undefined,
      body: Buffer.concat(chunks).toString(),
    };
    this.requests.push(received);
    const known = this.#routes.find(({ route }) => route === `${method} ${pathname}`);
    (known?.handler ?? this.#otherwise)(response, received);
  }
}

/** Answers with a JSON document. */
export function json(document: unknown, code = 200): Handler {
  return (response) => {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document));
  };
}

/** Answers with a Kubernetes Status. */
export function status(code: number, reason: string, message: string, details: object = {}): Handler {
  return json({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details }, code);
}

/** Upgrades the connection to a WebSocket of that protocol, if the client offers it, and talks over it. */
export function talks(talk: (socket: WebSocket) => void, protocol = 'v5.channel.k8s.io'): Handler {
  return (response) => {
    const { req, socket } = response;
    if (socket === null) throw new Error('the connection is gone');
    response.detachSocket(socket);
    const handleProtocols = (offered: Set<string>) => (offered.has(protocol) ? protocol : false);
    const server = new WebSocketServer({ noServer: true, handleProtocols });
    server.handleUpgrade(req, socket, Buffer.alloc(0), talk);
  };
}

const unknownKind = status(404, 'NotFound', 'the server could not find the requested resource');

/** Closes the connection without an answer. */
export const cut: Handler = (response) => void response.socket?.destroy();

/** Never answers. */
export const hang: Handler = () => undefined;
