import type { Api } from '../requests/api.ts';
import { collectionRequest, type ApiRequest } from '../requests/api-request.ts';
import type { Resource, Scope } from '../../cluster.ts';
import type { KubeObject } from '../../objects.ts';
import { noList } from '../requests/not-kubernetes-error.ts';
import { StatusError } from '../requests/status-error.ts';

/** A list at one resource version. */
export interface CollectedList<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

interface Page<T> {
  readonly metadata?: {
    readonly continue?: string;
    readonly resourceVersion?: string;
    /** The number of items on further pages; not sent with every selector. */
    readonly remainingItemCount?: number;
  };
  readonly items?: readonly T[] | null;
}

const pageSize = 500;

/** All objects of a scope, in pages; if the list expires between two pages, it is read again in one request. */
export async function listAll<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  scope: Scope,
  signal?: AbortSignal,
): Promise<CollectedList<T>> {
  try {
    return await listInPages(api, resource, scope, signal);
  } catch (error) {
    if (!(error instanceof StatusError && error.status === 410)) throw error;
    const { items, metadata } = await page<T>(api, collectionRequest('list', resource, scope), signal);
    if (metadata.continue) throw noList('it was requested as a whole, but is truncated', resource.plural);
    return { items, resourceVersion: metadata.resourceVersion ?? '' };
  }
}

async function listInPages<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  scope: Scope,
  signal?: AbortSignal,
): Promise<CollectedList<T>> {
  const items: T[] = [];
  let token: string | undefined;
  for (;;) {
    const request = collectionRequest('list', resource, scope, { limit: pageSize, continue: token });
    const { metadata, items: found } = await page<T>(api, request, signal);
    for (const item of found) items.push(item);
    token = metadata.continue;
    if (!token) return { items, resourceVersion: metadata.resourceVersion ?? '' };
  }
}

/** One page; an answer that is not a list, or is truncated, must not pass for an empty or short one. */
async function page<T>(
  api: Api,
  request: ApiRequest,
  signal?: AbortSignal,
): Promise<{ readonly items: readonly T[]; readonly metadata: NonNullable<Page<T>['metadata']> }> {
  const { metadata, items } = (await api.json<Page<T> | null>(request, signal)) ?? {};
  const { resource } = request.access;
  if (metadata === undefined || items === undefined) throw noList('it has no items', resource);
  if (!metadata.continue && (metadata.remainingItemCount ?? 0) > 0) throw noList('it is truncated', resource);
  return { metadata, items: items ?? [] };
}
