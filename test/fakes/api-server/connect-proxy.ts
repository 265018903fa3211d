import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { close, listen, tunnel } from './tunnel.ts';

/** How a proxy handles a tunnel request. */
type Behaviour = 'forwards' | 'declines' | 'hangs';

/** An HTTP proxy that forwards every tunnel to one local port, whatever name was requested. */
export class ConnectProxy implements AsyncDisposable {
  /** The `host:port` of each requested tunnel, and its credentials. */
  readonly asked: { readonly authority: string; readonly authorization: string | undefined }[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number, behaviour: Behaviour) {
    this.#server = createServer();
    this.#server.on('connect', (request, socket: Socket) => {
      this.#sockets.add(socket);
      this.asked.push({ authority: request.url ?? '', authorization: request.headers['proxy-authorization'] });
      if (behaviour === 'declines') socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      if (behaviour === 'forwards') {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        tunnel(socket, port);
      }
    });
  }

  static async start(port: number, behaviour: Behaviour = 'forwards'): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(port, behaviour);
    await listen(proxy.#server);
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await close(this.#server);
  }
}
