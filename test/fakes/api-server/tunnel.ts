import { connect, type Server, type Socket } from 'node:net';

/** Connects a socket with a local port, until one of them ends. */
export function tunnel(socket: Socket, port: number): void {
  const onward = connect(port, '127.0.0.1');
  const end = () => {
    socket.destroy();
    onward.destroy();
  };
  socket.on('error', end).on('close', end).pipe(onward);
  onward.on('error', end).on('close', end).pipe(socket);
}

/** Listens on a free port. */
export function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}

/** Closes a server whose sockets are gone. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
