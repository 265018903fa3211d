import type { Cluster, LogRequest, Resource, WatchEvent } from '../kubernetes/cluster.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { withNames } from '../volsync/references.ts';
import { resources } from '../volsync/resources.ts';
import { logWithoutCredentials, withoutCredentials } from '../without-credentials.ts';
import type { MoverStatus } from '../volsync/types.ts';

/**
 * The cluster as every command sees it: the messages of movers, in their logs and in the status of their objects, have
 * the credentials of repositories removed, so that none can ever be shown. A helper pod's log is data to be parsed, so
 * `readStepLog` does the same for its errors instead. References to other objects are made valid names.
 */
export function discreetCluster(cluster: Cluster): Cluster {
  return {
    contextName: cluster.contextName,
    namespace: cluster.namespace,
    server: cluster.server,
    get: async (resource, key, signal) => discreet(resource, await cluster.get(resource, key, signal)),
    find: async (resource, key, signal) => {
      const found = await cluster.find(resource, key, signal);
      return found && discreet(resource, found);
    },
    exists: (resource, key, signal) => cluster.exists(resource, key, signal),
    list: async (resource, scope, signal) =>
      (await cluster.list(resource, scope, signal)).map((object) => discreet(resource, object)),
    watch: (resource, scope, signal) => watched(resource, cluster.watch(resource, scope, signal)),
    patch: async (resource, key, patch, options, signal) =>
      discreet(resource, await cluster.patch(resource, key, patch, options, signal)),
    create: async (resource, object, options, signal) =>
      discreet(resource, await cluster.create(resource, object, options, signal)),
    delete: (resource, key, options, signal) => cluster.delete(resource, key, options, signal),
    logs: (request, signal) => (isHelpers(request) ? cluster.logs(request, signal) : lines(cluster, request, signal)),
    exec: (request, signal) => cluster.exec(request, signal),
    isAllowed: (access, signal) => cluster.isAllowed(access, signal),
    serverTime: (now) => cluster.serverTime(now),
    serverVersion: (signal) => cluster.serverVersion(signal),
    userName: (signal) => cluster.userName(signal),
  };
}

function isHelpers({ name }: LogRequest): boolean {
  return name.startsWith('volsyncctl-');
}

async function* lines(cluster: Cluster, request: LogRequest, signal: AbortSignal | undefined): AsyncGenerator<string> {
  for await (const line of cluster.logs(request, signal)) yield withoutCredentials(line);
}

async function* watched<T extends KubeObject>(
  resource: Resource<T>,
  events: AsyncIterable<WatchEvent<T>>,
): AsyncGenerator<WatchEvent<T>> {
  for await (const event of events) {
    yield event.type === 'synced' ? event : { ...event, object: discreet(resource, event.object) };
  }
}

const movedBy: readonly string[] = [resources.replicationSources.plural, resources.replicationDestinations.plural];

function discreet<T extends KubeObject>({ plural }: Resource<T>, received: T): T {
  const object = withNames(plural, received);
  if (!movedBy.includes(plural)) return object;
  const { status } = object as { readonly status?: { readonly latestMoverStatus?: MoverStatus } };
  const mover = status?.latestMoverStatus;
  if (mover?.logs === undefined) return object;
  return {
    ...object,
    status: { ...status, latestMoverStatus: { ...mover, logs: logWithoutCredentials(mover.logs) } },
  };
}
