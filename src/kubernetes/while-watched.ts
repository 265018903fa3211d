/** Looks until `signal` ends it, and calls `onSeen` after each look that was good; throws what breaks the work. */
type Watching = (signal: AbortSignal, onSeen: () => void) => Promise<void>;

/** Does work from the first good look on. What the watching throws ends the work by its signal, and is the Failure. */
export async function whileWatched<T>(
  watching: Watching,
  ports: { readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const broken = new AbortController();
  let begin: () => void = () => undefined;
  const isSeen = new Promise<void>((resolve) => (begin = resolve));
  const watched = watching(AbortSignal.any([ports.signal, ended.signal]), begin)
    .catch((error: unknown) => broken.abort(error))
    .finally(() => begin());
  try {
    await isSeen;
    throwIf(broken.signal);
    const result = await work(AbortSignal.any([ports.signal, broken.signal]));
    throwIf(broken.signal);
    return result;
  } catch (error) {
    throwIf(broken.signal);
    throw error;
  } finally {
    ended.abort();
    await watched;
  }
}

/** The reason for the abort takes precedence over the error of the work itself. */
function throwIf(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason as Error;
}
