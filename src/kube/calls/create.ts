import type { CreateOptions, NewObject, Resource } from '../cluster.ts';
import type { KubeObject } from '../objects.ts';
import type { Api } from '../requests/api.ts';
import { collectionRequest, type ApiRequest } from '../requests/api-request.ts';

/** Creates an object in its namespace, and returns it as admission and the server have left it. */
export function createObject<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  object: NewObject<T>,
  { isDryRun, signal }: CreateOptions & { signal?: AbortSignal | undefined },
): Promise<T> {
  const { namespace, name } = object.metadata;
  const query = { fieldManager: 'volsyncctl', dryRun: isDryRun === true ? 'All' : undefined };
  const request = collectionRequest('create', resource, { namespace }, query);
  const { group, version, kind } = resource;
  const body = { ...object, apiVersion: group === '' ? version : `${group}/${version}`, kind };
  const complete: ApiRequest = { ...request, access: { ...request.access, name }, body: JSON.stringify(body) };
  return api.json<T>(isDryRun === true ? complete : { ...complete, isOnce: true }, signal);
}
