import { accessReviews } from './calls/access.ts';
import { createObject, deleteObject, patchObject } from './calls/change.ts';
import { execIn } from './calls/exec.ts';
import { findObject, getObject, hasObject } from './calls/get.ts';
import { listAll } from './calls/list.ts';
import { readLog } from './calls/logs.ts';
import { checkedWhenEmpty, namespaceCheck } from './calls/namespace.ts';
import { askServerVersion, askUserName } from './calls/server-info.ts';
import { watchAll } from './calls/watch.ts';
import type { Cluster, ConnectionOptions } from '../cluster.ts';
import type { Host } from './config/host.ts';
import { findConnectionTarget } from './config/target.ts';
import { explained, explainedEach } from './failures/explain.ts';
import { serverAddress } from './failures/cluster-name.ts';
import { Api } from './requests/api.ts';

/** The cluster selected by the flags, the kubeconfig and the environment. Nothing is sent before the first call. */
export function connect(options: ConnectionOptions, host: Host): Promise<Cluster> {
  return Promise.resolve().then(() => clusterOf(options, host));
}

function clusterOf(options: ConnectionOptions, host: Host): Cluster {
  const target = findConnectionTarget(options, host);
  const api = new Api(target, host, options);
  const ask = accessReviews(api);
  const check = namespaceCheck(api);
  return {
    contextName: target.contextName,
    namespace: target.namespace,
    server: serverAddress(target),
    get: (resource, key, signal) => explained(api, signal, () => getObject(api, resource, key, signal)),
    find: (resource, key, signal) => explained(api, signal, () => findObject(api, resource, key, signal)),
    exists: (resource, key, signal) => explained(api, signal, () => hasObject(api, resource, key, signal)),
    list: (resource, scope, signal) =>
      explained(api, signal, async () => {
        const { items } = await listAll(api, resource, scope, signal);
        if (items.length === 0) await check(scope, signal);
        return items;
      }),
    watch: (resource, scope, signal) =>
      explainedEach(api, signal, () =>
        checkedWhenEmpty(watchAll(api, resource, scope, signal), () => check(scope, signal)),
      ),
    patch: (resource, key, patch, patchOptions, signal) =>
      explained(api, signal, () => patchObject(api, resource, key, { patch, options: patchOptions, signal })),
    create: (resource, object, createOptions, signal) =>
      explained(api, signal, () =>
        createObject(api, resource, object, { ...createOptions, signal, creator: host.creator?.() }),
      ),
    delete: (resource, key, deleteOptions, signal) =>
      explained(api, signal, () => deleteObject(api, resource, key, { ...deleteOptions, signal })),
    logs: (request, signal) => explainedEach(api, signal, () => readLog(api, request, signal)),
    exec: (request, signal) => explainedEach(api, signal, () => execIn(api, request, signal)),
    serverVersion: (signal) => explained(api, signal, () => askServerVersion(api, signal)),
    userName: (signal) => explained(api, signal, () => askUserName(api, signal)),
    serverTime: (now) => api.serverTime(now),
    isAllowed: (access, signal) => explained(api, signal, () => ask(access, signal)),
  };
}
