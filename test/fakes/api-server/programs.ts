import type { WebSocket } from 'ws';
import type { ExecEvent, ExecRequest } from '../../../src/kubernetes/cluster.ts';
import { type FakeApiServer, talks, type Handler } from './fake-api-server.ts';
import { connectTo } from './kubeconfig-file.ts';

/** The route of programs in the tests' pod. */
export const execRoute = 'GET /api/v1/namespaces/home/pods/looker/exec';
export const catRequest: ExecRequest = {
  namespace: 'home',
  name: 'looker',
  container: 'volume',
  command: ['cat', '/a'],
};
/** The status of a successful program. */
export const success = { status: 'Success' };

/** The status of a program that failed like this. */
export function exited(code: string, reason = 'NonZeroExitCode') {
  const causes = [{ reason: 'ExitCode', message: code }];
  return { status: 'Failure', reason, message: `command terminated with exit code ${code}`, details: { causes } };
}

/** One message of a channel. */
export function on(channel: number, content: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(channel), Buffer.from(content as string)]);
}

/** Sends all messages, then the status, and closes. */
export function says(messages: readonly Buffer[], end: object = success): Handler {
  return talks((socket) => {
    for (const message of [...messages, on(3, JSON.stringify(end))]) socket.send(message);
    socket.close();
  });
}

/** The result of `exec`. */
export async function run(
  server: FakeApiServer,
  asked: Partial<ExecRequest> = {},
  signal = AbortSignal.timeout(8_000),
) {
  const cluster = await connectTo(server);
  return Array.fromAsync(cluster.exec({ ...catRequest, ...asked }, signal));
}

/** What was written to one of the two. */
export function textOf(events: readonly ExecEvent[], type: 'stdout' | 'stderr'): string {
  return events.map((event) => (event.type === type ? Buffer.from(event.bytes).toString() : '')).join('');
}

/** Resolves when this many messages have arrived from the client. */
export function heard(socket: WebSocket, count: number): Promise<readonly Buffer[]> {
  const messages: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      messages.push(data);
      if (messages.length === count) resolve(messages);
    });
  });
}

/** Yields the items one after the other. */
export async function* each<T>(...items: readonly T[]): AsyncGenerator<T, void> {
  for (const item of items) yield await Promise.resolve(item);
}
