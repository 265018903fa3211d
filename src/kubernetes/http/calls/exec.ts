import type { WebSocket, RawData } from 'ws';
import { Failure } from '../../../errors.ts';
import { untilAborted } from '../../../until-aborted.ts';
import type { ExecEvent, ExecRequest } from '../../cluster.ts';
import { asText, asTree, asTrees } from '../config/tree.ts';
import type { Api } from '../requests/api.ts';
import { objectRequest } from '../requests/api-request.ts';
import { coreResources } from '../../resources.ts';

/** Kubernetes' streaming protocol; version 5 can close stdin, which servers before 1.30 do not support. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;
const outputs = new Map<number | undefined, 'stdout' | 'stderr'>([
  [channels.stdout, 'stdout'],
  [channels.stderr, 'stderr'],
]);

/** Runs a program in a container. Output that is not read yet blocks the program, so memory use stays small. */
export async function* execIn(api: Api, exec: ExecRequest, signal?: AbortSignal): AsyncGenerator<ExecEvent, void> {
  const socket = await api.upgrade(requestOf(exec), protocols, signal);
  const ending = new AbortController();
  const until = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
  const messages = new SocketMessages(socket, until);
  const feeding = [feed(socket, exec, until), resize(socket, exec, until)];
  let status: string | undefined;
  try {
    for await (const message of messages) {
      const bytes = message.subarray(1);
      const type = outputs.get(message[0]);
      if (message[0] === channels.status) status = (status ?? '') + Buffer.from(bytes).toString('utf8');
      // The server announces each stream once with an empty message.
      else if (type !== undefined && bytes.length > 0) yield { type, bytes };
    }
    yield { type: 'ended', exitCode: exitCodeOf(status, exec) };
  } finally {
    ending.abort();
    socket.terminate();
    await Promise.all(feeding);
  }
}

function requestOf({ namespace, name, container, command, stdin, terminalSizes }: ExecRequest) {
  const isTerminal = terminalSizes !== undefined;
  const query = { container, stdin: stdin !== undefined, stdout: true, stderr: !isTerminal, tty: isTerminal };
  const { path, ...request } = objectRequest(
    'GET',
    coreResources.pods,
    { namespace, name },
    { query, subresource: 'exec' },
  );
  const words = command.map((word) => `&command=${encodeURIComponent(word)}`).join('');
  // Since 1.35 the server also requires `create`: running a program is more than reading.
  return { ...request, furtherVerbs: ['create'], path: path + words, accept: '*/*', isOnce: true } as const;
}

/** Sends stdin with backpressure. Never throws: a closed socket is reported to the reader. */
async function feed(socket: WebSocket, { stdin }: ExecRequest, until: AbortSignal): Promise<void> {
  if (stdin === undefined) return;
  for await (const bytes of untilAborted(stdin, until)) {
    await new Promise((resolve) => socket.send(Buffer.concat([Buffer.of(channels.stdin), bytes]), resolve));
  }
  if (!until.aborted && socket.protocol === protocols[0]) socket.send(Buffer.of(channels.close, channels.stdin));
}

async function resize(socket: WebSocket, { terminalSizes }: ExecRequest, until: AbortSignal): Promise<void> {
  if (terminalSizes === undefined) return;
  for await (const { columns, rows } of untilAborted(terminalSizes, until)) {
    const size = JSON.stringify({ Width: columns, Height: rows });
    socket.send(Buffer.concat([Buffer.of(channels.resize), Buffer.from(size)]));
  }
}

/** Without a status the connection broke, whatever the program has printed until then. */
function exitCodeOf(text: string | undefined, { namespace, name, command }: ExecRequest): number {
  const pod = `pod ${namespace}/${name}`;
  if (text === undefined) {
    throw new Failure('unreachable', `The connection to ${pod} broke before ${command[0] ?? ''} ended.`, {
      hint: 'check that the pod still exists, and try again',
    });
  }
  const status = treeOf(text);
  if (status['status'] === 'Success') return 0;
  const causes = asTrees(asTree(status['details'])['causes']);
  const code = asText(causes.find(({ reason }) => reason === 'ExitCode')?.['message']) ?? '';
  if (/^\d+$/.test(code)) return Number(code);
  throw new Failure('failed', `${command[0] ?? ''} could not be run in ${pod}: ${asText(status['message']) ?? text}`);
}

/** A malformed status is not a success. */
function treeOf(text: string) {
  try {
    return asTree(JSON.parse(text));
  } catch {
    return {};
  }
}

/** How often an idle connection is pinged; intermediaries may close silent ones. */
const pingMs = 20_000;

/**
 * The messages of a WebSocket, read with backpressure. It ends when the other side closes, even without a message; a
 * side that answers no ping is gone.
 */
class SocketMessages implements AsyncIterable<Uint8Array> {
  readonly #socket: WebSocket;
  readonly #signal: AbortSignal;
  readonly #messages: Uint8Array[] = [];
  #wake: () => void = () => undefined;
  #isOpen = true;
  #isAnswered = true;

  constructor(socket: WebSocket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    socket.on('message', (data: RawData) => this.#take(data));
    socket.on('close', () => this.#end());
    socket.on('pong', () => (this.#isAnswered = true));
    signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    const pings = setInterval(() => this.#ping(), pingMs);
    try {
      for (;;) {
        this.#signal.throwIfAborted();
        const message = this.#messages.shift();
        if (message !== undefined) yield message;
        else if (this.#isOpen) await this.#more();
        else return;
      }
    } finally {
      clearInterval(pings);
    }
  }

  async #more(): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    this.#socket.resume();
    await woken;
  }

  #take(data: RawData): void {
    this.#messages.push(Array.isArray(data) ? Buffer.concat(data) : (data as Buffer));
    this.#socket.pause();
    this.#isAnswered = true;
    this.#wake();
  }

  #end(): void {
    this.#isOpen = false;
    this.#wake();
  }

  /** While nobody reads, no pong is read either. */
  #ping(): void {
    if (this.#socket.isPaused) return;
    if (!this.#isAnswered) this.#socket.terminate();
    this.#isAnswered = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }
}
