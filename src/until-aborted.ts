/**
 * What a source gives until the signal; then it ends without an error, also where the source is silent. No item is kept
 * longer than it is read.
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
    // Not waited for: a source that is silent answers only when it is closed elsewhere.
    void items.return?.().catch(() => undefined);
  }
}

/** A race with one promise for the signal would keep every result as long as that promise. */
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
