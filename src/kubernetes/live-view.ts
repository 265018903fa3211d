import { isFailure } from '../errors.ts';
import type { Cluster, Resource, Scope, WatchEvent } from './cluster.ts';
import type { KubeObject } from './objects.ts';

/** One kind to watch, and its scope. */
export interface Interest {
  readonly resource: Resource<KubeObject>;
  readonly scope: Scope;
}

/** The present objects of several kinds. */
export interface LiveView {
  list<T extends KubeObject>(resource: Resource<T>): readonly T[];
}

/**
 * Watches several kinds at once: yields when all have been listed, and again after each change, until the signal is
 * aborted. Changes while the reader is busy are combined. Throws the Failure of the first watch that fails; when the
 * reader stops, so do the watches.
 */
export async function* liveView(
  cluster: Pick<Cluster, 'watch'>,
  interests: readonly Interest[],
  signal: AbortSignal,
): AsyncGenerator<LiveView, void, undefined> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const change = new Wake();
  const feeds = interests.map((interest) => new Feed(interest, change));
  const following = feeds.map((feed) => feed.follow(cluster, both));
  try {
    for (;;) {
      await change.next();
      if (signal.aborted) return;
      for (const { failure } of feeds) if (failure !== undefined) throw failure;
      if (feeds.every(({ isSynced }) => isSynced)) yield { list: (resource) => listOf(feeds, resource) };
    }
  } finally {
    stop.abort();
    await Promise.all(following);
  }
}

/** Remembers that something happened until the reader asks. */
class Wake {
  #hasHappened = false;
  #resolve: () => void = () => undefined;

  happen(): void {
    this.#hasHappened = true;
    this.#resolve();
  }

  async next(): Promise<void> {
    if (!this.#hasHappened) await new Promise<void>((resolve) => (this.#resolve = resolve));
    this.#hasHappened = false;
  }
}

class Feed {
  readonly plural: string;
  readonly objects = new Map<string, KubeObject>();
  isSynced = false;
  failure: Error | undefined;
  readonly #interest: Interest;
  readonly #change: Wake;

  constructor(interest: Interest, change: Wake) {
    this.plural = interest.resource.plural;
    this.#interest = interest;
    this.#change = change;
  }

  /** Never throws: a failure is left for the reader, and an aborted signal is not a failure. */
  async follow(cluster: Pick<Cluster, 'watch'>, signal: AbortSignal): Promise<void> {
    try {
      for await (const event of cluster.watch(this.#interest.resource, this.#interest.scope, signal)) {
        this.#apply(event);
        if (this.isSynced) this.#change.happen();
      }
    } catch (error) {
      if (!signal.aborted || !isFailure(error, 'interrupted')) this.failure = asError(error);
    }
    this.#change.happen();
  }

  #apply(event: WatchEvent<KubeObject>): void {
    if (event.type === 'synced') {
      this.isSynced = true;
      return;
    }
    const id = `${event.object.metadata.namespace ?? ''}/${event.object.metadata.name}`;
    if (event.type === 'deleted') this.objects.delete(id);
    else this.objects.set(id, event.object);
  }
}

function listOf<T extends KubeObject>(feeds: readonly Feed[], resource: Resource<T>): readonly T[] {
  return feeds
    .filter(({ plural }) => plural === resource.plural)
    .flatMap(({ objects }) => [...objects.values()] as unknown as readonly T[]);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
