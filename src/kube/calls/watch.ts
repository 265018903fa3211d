import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../requests/api.ts';
import type { Resource, Scope, WatchEvent } from '../cluster.ts';
import { KnownObjects } from './known-objects.ts';
import { listAll } from './list.ts';
import type { KubeObject } from '../objects.ts';
import { Patience } from '../requests/patience.ts';
import { StatusError } from '../requests/status-error.ts';
import { streamEvents } from './watch-stream.ts';

/** A connection that ends sooner than this is a fault, even without an error; a server ends it after minutes. */
const soonMs = 1_000;

/** What is watched, and how far the reader has been told. */
interface Watching<T extends KubeObject> {
  readonly api: Api;
  readonly resource: Resource<T>;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly known: KnownObjects<T>;
  readonly patience: Patience;
  /** Undefined where a list is needed before anything can be followed. */
  version: string | undefined;
}

/**
 * Lists a scope and follows it until the signal is aborted. The first list fails as any request does; afterwards the
 * server may go away and come back: the watch goes on where it was, or lists anew where the server has forgotten that.
 */
export async function* watchAll<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  scope: Scope,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const patience = new Patience();
  const watching = { api, resource, scope, signal, patience, known: new KnownObjects<T>(), version: undefined };
  yield* relist(watching);
  for (let isFirst = true; ; isFirst = false) {
    const startedAt = Date.now();
    try {
      yield* follow(watching);
    } catch (error) {
      if (signal.aborted || (isFirst && isForbidden(error)) || !patience.allows(error)) throw error;
      if (isForgotten(error)) watching.version = undefined;
    }
    if (Date.now() - startedAt < soonMs) await sleep(patience.nextDelayMs(), undefined, { signal });
  }
}

async function* relist<T extends KubeObject>(watching: Watching<T>): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const { api, resource, scope, signal, known } = watching;
  const { items, resourceVersion } = await listAll(api, resource, scope, signal);
  yield* known.replaceAll(items);
  yield { type: 'synced' };
  watching.version = resourceVersion;
}

async function* follow<T extends KubeObject>(watching: Watching<T>): AsyncGenerator<WatchEvent<T>, void, undefined> {
  if (watching.version === undefined) yield* relist(watching);
  const { api, resource, scope, signal, known, patience, version = '' } = watching;
  const from = { version, signal, onOpen: () => patience.admitted() };
  for await (const { type, object } of streamEvents<T>(api, resource, scope, from)) {
    patience.renew();
    watching.version = object.metadata.resourceVersion ?? watching.version;
    const told = type === 'BOOKMARK' ? undefined : type === 'DELETED' ? known.remove(object) : known.put(object);
    if (told !== undefined) yield told;
  }
}

/** A server that has just given the list is up: then the right to watch is missing. */
function isForbidden(error: unknown): boolean {
  return error instanceof StatusError && error.status === 403;
}

/** An answer other than "too busy" means that the server cannot go on from there. */
function isForgotten(error: unknown): boolean {
  return error instanceof StatusError && error.status !== 429 && error.status !== 503;
}
