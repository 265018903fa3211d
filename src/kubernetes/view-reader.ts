import { Failure } from '../errors.ts';
import type { TimedContext } from './context.ts';
import { liveView, type Interest, type LiveView } from './live-view.ts';

export type ViewPorts = Omit<TimedContext<'watch'>, 'now'>;

/** Reads a live view change by change, with a time limit for the next one. */
export class ViewReader implements AsyncDisposable {
  readonly #ports: ViewPorts;
  readonly #stop = new AbortController();
  readonly #views: AsyncGenerator<LiveView, void, undefined>;
  #pending: Promise<IteratorResult<LiveView, void>> | undefined;
  #latest: LiveView | undefined;

  constructor(interests: readonly Interest[], ports: ViewPorts) {
    this.#ports = ports;
    this.#views = liveView(ports.cluster, interests, AbortSignal.any([ports.signal, this.#stop.signal]));
  }

  /** The last known state; undefined before the first list. */
  get latest(): LiveView | undefined {
    return this.#latest;
  }

  /**
   * The view after the next change; after `ms` without one, the last known view. The first one is always waited for.
   */
  async next(ms?: number): Promise<LiveView> {
    this.#pending ??= this.#views.next();
    const timer = new AbortController();
    const isLate = ms !== undefined && this.#latest !== undefined;
    const late = isLate ? this.#ports.sleep(ms, AbortSignal.any([this.#ports.signal, timer.signal])) : undefined;
    try {
      const result = await Promise.race([this.#pending, ...(late ? [late.catch(() => this.#pending)] : [])]);
      if (result !== undefined) this.#take(result);
    } finally {
      timer.abort(); // it would keep the process alive
    }
    if (this.#latest === undefined) throw new Error('a view is waited for until it is there');
    return this.#latest;
  }

  #take({ done, value }: IteratorResult<LiveView, void>): void {
    this.#pending = undefined;
    if (done === true) throw new Failure('interrupted', 'Interrupted.');
    this.#latest = value;
  }

  /** Returns when nothing is watched any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#pending?.catch(() => undefined);
    await this.#views.return();
  }
}
