import { askAccess } from './access.ts';
import { apiOf } from './api.ts';
import { objectRequest } from './api-request.ts';
import type { Access, Cluster, ConnectionOptions } from './cluster.ts';
import { explained, explainedEach } from './explain.ts';
import type { Host } from './host.ts';
import { listAll } from './list.ts';
import { readLog } from './logs.ts';
import { isMissingObject } from './missing.ts';
import { patchObject } from './patch.ts';
import { findTarget } from './target.ts';
import { watchAll } from './watch.ts';

/** Asks for an object's metadata alone. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** The cluster that the flags, the kubeconfig and the environment point at. Nothing is sent before the first call. */
export async function connect(options: ConnectionOptions, host: Host): Promise<Cluster> {
  const target = findTarget(options, host);
  // As for kubectl, 0 asks for no limit.
  const api = apiOf(target, host, options.requestTimeoutMs === 0 ? undefined : options.requestTimeoutMs);
  const answers = new Map<string, Promise<boolean>>();
  return Promise.resolve({
    contextName: target.contextName,
    namespace: target.namespace,
    get: (resource, key, signal) => explained(api, signal, () => api.json(objectRequest('GET', resource, key), signal)),
    find: (resource, key, signal) =>
      explained(api, signal, () => present(api.json(objectRequest('GET', resource, key), signal))),
    exists: (resource, key, signal) =>
      explained(api, signal, async () => {
        const request = { ...objectRequest('GET', resource, key), accept: metadataOnly };
        return (await present(api.json(request, signal))) !== undefined;
      }),
    list: (resource, scope, signal) =>
      explained(api, signal, async () => (await listAll(api, resource, scope, signal)).items),
    watch: (resource, scope, signal) => explainedEach(api, signal, () => watchAll(api, resource, scope, signal)),
    patch: (resource, key, patch, patchOptions, signal) =>
      explained(api, signal, () => patchObject(api, resource, key, { patch, options: patchOptions, signal })),
    logs: (request, signal) => explainedEach(api, signal, () => readLog(api, request, signal)),
    isAllowed: (access, signal) => explained(api, signal, () => remembered(access, signal)),
  });

  function remembered(access: Access, signal?: AbortSignal): Promise<boolean> {
    const id = JSON.stringify(access);
    const answer = answers.get(id) ?? askAccess(api, access, signal);
    answers.set(id, answer);
    answer.catch(() => answers.delete(id));
    return answer;
  }
}

async function present<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissingObject(error)) return undefined;
    throw error;
  }
}
