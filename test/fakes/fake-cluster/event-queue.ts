import { Failure } from '../../../src/errors.ts';

/** Pushed items, in order, for one reader at a time; the reader waits for more until `end` or its signal. */
export class EventQueue<T> {
  readonly #items: T[] = [];
  #isEnded = false;
  #failure: Failure | undefined;
  #wake: () => void = () => undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  end(failure?: Failure): void {
    this.#isEnded = true;
    this.#failure = failure;
    this.#wake();
  }

  /** Ends with `interrupted` as soon as the signal is aborted, as the port requires. */
  async *read(signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    const wake = () => this.#wake();
    signal?.addEventListener('abort', wake);
    try {
      for (;;) {
        if (signal?.aborted) throw new Failure('interrupted', 'Interrupted.');
        const item = this.#items.shift();
        if (item !== undefined) yield item;
        else if (this.#failure !== undefined) throw this.#failure;
        else if (this.#isEnded) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
  }
}
