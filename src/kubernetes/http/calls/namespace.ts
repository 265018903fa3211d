import { Failure } from '../../../errors.ts';
import type { Scope, WatchEvent } from '../../cluster.ts';
import { isMissingObject } from '../failures/missing.ts';
import { clusterName } from '../failures/cluster-name.ts';
import type { Api } from '../requests/api.ts';
import { objectRequest } from '../requests/api-request.ts';
import { coreResources } from '../../resources.ts';

/** Checks that the namespace of a scope exists. */
export type NamespaceCheck = (scope: Scope, signal?: AbortSignal) => Promise<void>;

/** Checks each namespace once: a list in one that does not exist is empty, which must not pass for an answer. */
export function namespaceCheck(api: Api): NamespaceCheck {
  const present = new Set<string>();
  return async ({ namespace }, signal) => {
    if (namespace === undefined || present.has(namespace)) return;
    await requireNamespace(api, namespace, signal);
    present.add(namespace);
  };
}

/** Throws `not-found` for a namespace that does not exist; one that may not be read is assumed to exist. */
export async function requireNamespace(api: Api, namespace: string, signal?: AbortSignal): Promise<void> {
  const request = objectRequest('GET', coreResources.namespaces, { namespace: '', name: namespace });
  try {
    await api.json(request, signal);
  } catch (error) {
    if (!isMissingObject(error)) return;
    throw new Failure('not-found', `There is no namespace "${namespace}" in the cluster ${clusterName(api.target)}.`, {
      hint: 'kubectl get namespaces',
      cause: error,
    });
  }
}

/** The same events, but an empty result is only accepted after the namespace was checked. */
export async function* checkedWhenEmpty<T>(
  events: AsyncIterable<WatchEvent<T>>,
  check: () => Promise<void>,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  let isEmpty = true;
  for await (const event of events) {
    if (isEmpty && event.type === 'synced') await check();
    isEmpty = false;
    yield event;
  }
}
