/** A value of a live source, and whether it is new or a repetition. */
export interface Ticked<T> {
  readonly value: T;
  readonly isNew: boolean;
}

/**
 * Passes on the values of a live source, and repeats the last one after each `pause` without a new one. The source gets
 * a signal that is aborted when the reader stops: a waiting generator cannot be stopped in another way.
 */
export async function* ticking<T>(
  live: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
  pause: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<Ticked<T>, void, undefined> {
  const stop = new AbortController();
  const source = live(AbortSignal.any([signal, stop.signal]));
  let last: { readonly value: T } | undefined;
  let next = handled(source.next());
  try {
    for (;;) {
      const result = await firstOf(next, pause);
      if (result === 'paused') {
        if (last !== undefined) yield { ...last, isNew: false };
      } else if (result.done === true) {
        return;
      } else {
        last = { value: result.value };
        next = handled(source.next());
        yield { ...last, isNew: true };
      }
    }
  } finally {
    stop.abort();
    await source.return();
  }
}

/** It may fail while the reader is busy; it is awaited later. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function firstOf<T>(next: Promise<T>, pause: (signal: AbortSignal) => Promise<void>): Promise<T | 'paused'> {
  const stop = new AbortController();
  const paused = pause(stop.signal).then(
    () => 'paused' as const,
    () => 'paused' as const,
  );
  try {
    return await Promise.race([next, paused]);
  } finally {
    stop.abort();
  }
}
