import { isFailure } from '../errors.ts';
import type { Cluster, Resource, Scope, WatchEvent } from './cluster.ts';
import type { KubeObject } from './objects.ts';

/** An optional watch: without the right to it, nothing is delivered, and `onForbidden` is called. */
export async function* optionalWatch<T extends KubeObject>(
  watched: { readonly cluster: Pick<Cluster, 'watch'>; readonly resource: Resource<T>; readonly scope: Scope },
  signal: AbortSignal,
  onForbidden: () => void,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  try {
    yield* watched.cluster.watch(watched.resource, watched.scope, signal);
  } catch (error) {
    if (!isFailure(error, 'forbidden')) throw error;
    onForbidden();
    yield { type: 'synced' };
    await aborted(signal);
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
