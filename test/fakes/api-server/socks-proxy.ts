import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { close, listen, tunnel } from './tunnel.ts';

/** A SOCKS 5 proxy without authentication that forwards everything to one local port. */
export class SocksProxy implements AsyncDisposable {
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      this.connections += 1;
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]));
        socket.once('data', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          tunnel(socket, port);
        });
      });
    });
  }

  static async start(port: number): Promise<SocksProxy> {
    const proxy = new SocksProxy(port);
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
