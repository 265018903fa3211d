import type { Cluster, WatchEvent } from '../../../src/kubernetes/cluster.ts';
import type { KubeObject } from '../../../src/kubernetes/objects.ts';
import { resources } from '../../../src/volsync/resources.ts';
import type { FakeApiServer, Handler } from './fake-api-server.ts';

/** For lists and watches. */
export const route = 'GET /api/v1/pods';

/** Answers lists and watches of pods, which share one route, each in turn. */
export function serve(server: FakeApiServer, lists: readonly Handler[], watches: readonly Handler[]): void {
  const calls = { list: 0, watch: 0 };
  server.on(route, (response, request) => {
    const kind = request.query.has('watch') ? 'watch' : 'list';
    const handlers = kind === 'watch' ? watches : lists;
    handlers[Math.min(calls[kind], handlers.length - 1)]?.(response, request);
    calls[kind] += 1;
  });
}

/** Sends events, then leaves the connection open, closes it normally, or cuts it. */
export function sends(events: readonly object[], then: 'stays' | 'closes' | 'cuts' = 'stays'): Handler {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const event of events) response.write(`${JSON.stringify(event)}\n`);
    if (then === 'closes') response.end();
    if (then === 'cuts') setTimeout(() => response.destroy(), 20);
  };
}

/** Raw events of the API server. */
export const added = (item: KubeObject) => ({ type: 'ADDED', object: item });
export const modified = (item: KubeObject) => ({ type: 'MODIFIED', object: item });
export const deleted = (item: KubeObject) => ({ type: 'DELETED', object: item });
export const bookmark = (version: number) => ({
  type: 'BOOKMARK',
  object: { kind: 'Pod', metadata: { resourceVersion: String(version), creationTimestamp: null } },
});
export const expired = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } };

/** The first `count` events in short form; then the watch is closed. */
export async function read(cluster: Cluster, count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const event of cluster.watch(resources.pods, {}, AbortSignal.timeout(8_000))) {
    seen.push(inShort(event));
    if (seen.length === count) break;
  }
  return seen;
}

function inShort(event: WatchEvent<KubeObject>): string {
  if (event.type === 'synced') return 'synced';
  return `${event.type} ${event.object.metadata.name}@${event.object.metadata.resourceVersion ?? ''}`;
}

/** The resource versions from which watches were started. */
export function startedFrom(server: FakeApiServer): readonly (string | null)[] {
  return server.requests.filter(({ query }) => query.has('watch')).map(({ query }) => query.get('resourceVersion'));
}
