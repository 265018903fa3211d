import type { Api } from '../requests/api.ts';
import { collectionRequest } from '../requests/api-request.ts';
import type { Resource, Scope } from '../cluster.ts';
import type { KubeObject } from '../objects.ts';
import { StatusError } from '../requests/status-error.ts';

/** A list as the server had it at one resource version. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

interface Page<T> {
  readonly metadata?: { readonly continue?: string; readonly resourceVersion?: string };
  readonly items?: readonly T[] | null;
}

const pageSize = 500;

/** All objects of a scope, in pages; a list that expired between two pages is read anew, in one piece. */
export async function listAll<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  scope: Scope,
  signal?: AbortSignal,
): Promise<Listing<T>> {
  try {
    return await listInPages(api, resource, scope, signal);
  } catch (error) {
    if (!(error instanceof StatusError && error.status === 410)) throw error;
    const page = await api.json<Page<T>>(collectionRequest('list', resource, scope), signal);
    return { items: page.items ?? [], resourceVersion: page.metadata?.resourceVersion ?? '' };
  }
}

async function listInPages<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  scope: Scope,
  signal?: AbortSignal,
): Promise<Listing<T>> {
  const items: T[] = [];
  let token: string | undefined;
  for (;;) {
    const request = collectionRequest('list', resource, scope, { limit: pageSize, continue: token });
    const { metadata, items: found } = await api.json<Page<T>>(request, signal);
    for (const item of found ?? []) items.push(item);
    token = metadata?.continue;
    if (!token) return { items, resourceVersion: metadata?.resourceVersion ?? '' };
  }
}
