import type { Api } from '../requests/api.ts';
import { collectionRequest, type ApiRequest } from '../requests/api-request.ts';
import type { Resource, Scope } from '../cluster.ts';
import { linesOf } from '../../lines.ts';
import { noJson } from '../requests/not-kubernetes-error.ts';
import type { KubeObject } from '../objects.ts';
import { NoAnswerError, stallGuard } from '../requests/stall-guard.ts';
import { StatusError } from '../requests/status-error.ts';

/** The server ends a watch after this time; a connection that is silent for longer than that is dead. */
const watchSeconds = 120;
const silenceLimitMs = (watchSeconds + 15) * 1_000;

/** A change as the server tells it; a bookmark's object is but a resource version. */
export interface ServerEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

/** The changes since a version, until the server ends the connection; an ERROR event is thrown as StatusError. */
export async function* streamEvents<T extends KubeObject>(
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

/** A connection that was cut ends in half an event. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw noJson(line);
  }
}
