/**
 * The items of a source until the signal is aborted; then it ends without an error, even if the source is silent. No
 * item is kept longer than needed.
 */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  const items = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const result = await nextOf(items, signal);
      if (result === undefined || result.done === true) return;
      yield result.value;
    }
  } finally {
    // Not awaited: a silent source answers only when it is closed elsewhere.
    void items.return?.().catch(() => undefined);
  }
}

/** A race with a single promise for the signal would keep every result as long as that promise lives. */
function nextOf<T>(items: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T> | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    void items
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
