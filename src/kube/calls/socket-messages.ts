import type { RawData, WebSocket } from 'ws';

/** A connection without traffic is asked so often whether it is still there; what stands between may end silent ones. */
const pingMs = 20_000;

/**
 * The messages of a WebSocket, read only as fast as they are taken. It ends when the other side ends, also without a word;
 * a side that answers no ping is gone.
 */
export class SocketMessages implements AsyncIterable<Uint8Array> {
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
