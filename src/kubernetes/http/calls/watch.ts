import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../requests/api.ts';
import type { Resource, Scope, WatchEvent } from '../../cluster.ts';
import { listAll } from './list.ts';
import type { KubeObject } from '../../objects.ts';
import { ReconnectPolicy } from '../requests/reconnect-policy.ts';
import { StatusError } from '../requests/status-error.ts';
import { collectionRequest, type ApiRequest } from '../requests/api-request.ts';
import { linesOf } from '../../../lines.ts';
import { noJson } from '../requests/not-kubernetes-error.ts';
import { NoAnswerError, stallGuard } from '../requests/stall-guard.ts';

/** A connection that ends sooner than this counts as failed, even without an error; a server ends it after minutes. */
const soonMs = 1_000;

/** What is watched, and what the reader has received. */
interface Watching<T extends KubeObject> {
  readonly api: Api;
  readonly resource: Resource<T>;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly known: KnownObjects<T>;
  readonly reconnect: ReconnectPolicy;
  /** Undefined if a list is needed before the watch can start. */
  version: string | undefined;
}

/**
 * Lists a scope and watches it until the signal is aborted. The first list fails like any request. After that the
 * server may restart: the watch resumes where it was, or lists again if the server has dropped that version.
 */
export async function* watchAll<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  scope: Scope,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const reconnect = new ReconnectPolicy();
  const watching = { api, resource, scope, signal, reconnect, known: new KnownObjects<T>(), version: undefined };
  yield* relist(watching);
  for (let isFirst = true; ; isFirst = false) {
    const startedAt = Date.now();
    let failure: unknown;
    try {
      yield* follow(watching);
    } catch (error) {
      if (signal.aborted || (isFirst && isForbidden(error)) || !reconnect.allows(error)) throw error;
      if (isForgotten(error)) watching.version = undefined;
      failure = error;
    }
    if (Date.now() - startedAt < soonMs) await sleep(reconnect.nextDelayMs(failure), undefined, { signal });
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
  const { api, resource, scope, signal, known, reconnect, version = '' } = watching;
  const from = { version, signal, onOpen: () => reconnect.admitted() };
  for await (const { type, object } of streamEvents<T>(api, resource, scope, from)) {
    reconnect.renew();
    watching.version = object.metadata.resourceVersion ?? watching.version;
    const told = type === 'BOOKMARK' ? undefined : type === 'DELETED' ? known.remove(object) : known.put(object);
    if (told !== undefined) yield told;
  }
}

/** The server has just answered the list: so the right to watch is missing. */
function isForbidden(error: unknown): boolean {
  return error instanceof StatusError && error.status === 403;
}

/** Any answer except "too busy" means that the server cannot resume from that version. */
function isForgotten(error: unknown): boolean {
  return error instanceof StatusError && error.status !== 429 && error.status !== 503;
}

/** The objects that the watch has delivered, so that a re-list delivers only real changes. */
class KnownObjects<T extends KubeObject> {
  readonly #objects = new Map<string, T>();

  /** The events that a new list means for the reader: deletions first. */
  replaceAll(items: readonly T[]): readonly WatchEvent<T>[] {
    const listed = new Set(items.map(identity));
    const gone = [...this.#objects].filter(([id]) => !listed.has(id));
    for (const [id] of gone) this.#objects.delete(id);
    return [
      ...gone.map(([, object]) => ({ type: 'deleted', object }) as const),
      ...items.map((item) => this.put(item)).filter((event) => event !== undefined),
    ];
  }

  /** The event for an object's present state; undefined if that is already known. */
  put(object: T): WatchEvent<T> | undefined {
    const known = this.#objects.get(identity(object));
    this.#objects.set(identity(object), object);
    if (known === undefined) return { type: 'added', object };
    return known.metadata.resourceVersion === object.metadata.resourceVersion
      ? undefined
      : { type: 'modified', object };
  }

  /** The event of a deletion; undefined if the object was not known. */
  remove(object: T): WatchEvent<T> | undefined {
    return this.#objects.delete(identity(object)) ? { type: 'deleted', object } : undefined;
  }
}

/** An object that was recreated under the same name is a different object. */
function identity({ metadata }: KubeObject): string {
  return metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The server ends a watch after this time; a connection that is silent for longer is dead. */
const watchSeconds = 120;
const silenceLimitMs = (watchSeconds + 15) * 1_000;

/** A change as the server sends it; a bookmark's object has only a resource version. */
interface ServerEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

/** The changes since a version, until the server ends the connection; throws an ERROR event as StatusError. */
async function* streamEvents<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  scope: Scope,
  from: { readonly version: string; readonly signal: AbortSignal; onOpen(): void },
): AsyncGenerator<ServerEvent<T>, void, undefined> {
  const request = collectionRequest('watch', resource, scope, {
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion: from.version,
    timeoutSeconds: watchSeconds,
  });
  const response = await api.open(request, from.signal);
  from.onOpen();
  const guard = stallGuard(silenceLimitMs, () => response.destroy(new NoAnswerError(silenceLimitMs, 'body')));
  try {
    for await (const line of linesOf(response, { onData: () => guard.progress() })) yield eventOf<T>(line, request);
  } finally {
    guard.end();
    response.destroy();
  }
}

function eventOf<T>(line: string, request: ApiRequest): ServerEvent<T> {
  const event = parsed(line) as
    ServerEvent<T> | { readonly type: 'ERROR'; readonly object: { readonly code?: number } };
  if (event.type !== 'ERROR') return event;
  throw new StatusError(event.object.code ?? 500, JSON.stringify(event.object), request);
}

/** A broken connection ends within an event. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw noJson(line);
  }
}
