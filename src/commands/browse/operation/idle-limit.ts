import { Failure } from '../../../errors.ts';

interface Sleeper {
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Ends an unused session: its signal is aborted, with the Failure as its reason, after this time without activity. */
export class IdleLimit {
  readonly #ended = new AbortController();
  readonly #closed = new AbortController();
  readonly #limitMs: number;
  #heardAt = Date.now();

  constructor(limitMs: number, ports: Sleeper) {
    this.#limitMs = limitMs;
    void this.#watch(ports);
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Undefined until then. */
  get failure(): Failure | undefined {
    return this.signal.aborted ? (this.signal.reason as Failure) : undefined;
  }

  hear(): void {
    this.#heardAt = Date.now();
  }

  async *heard<T>(source: AsyncIterable<T>): AsyncGenerator<T, void> {
    for await (const item of source) {
      this.hear();
      yield item;
    }
  }

  close(): void {
    this.#closed.abort();
  }

  async #watch(ports: Sleeper): Promise<void> {
    while (!this.#closed.signal.aborted) {
      const leftMs = this.#heardAt + this.#limitMs - Date.now();
      if (leftMs <= 0) {
        this.#ended.abort(idleFailure(this.#limitMs));
        return;
      }
      await ports.sleep(leftMs, this.#closed.signal).catch(() => undefined);
    }
  }
}

function idleFailure(ms: number): Failure {
  const message = `The session was idle for ${Math.round(ms / 1000)}s and was closed.`;
  return new Failure('timeout', message, { hint: 'allow more time: --idle' });
}
