import type { ObjectKey, Resource } from '../../cluster.ts';
import { isMissingObject } from '../failures/missing.ts';
import type { KubeObject } from '../../objects.ts';
import type { Api } from '../requests/api.ts';
import { isName, objectRequest } from '../requests/api-request.ts';

/** Requests only an object's metadata. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** One object. */
export function getObject<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  key: ObjectKey,
  signal?: AbortSignal,
): Promise<T> {
  return api.json<T>(objectRequest('GET', resource, key), signal);
}

/** One object, or undefined if it does not exist; a missing kind is still an error. */
export async function findObject<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  key: ObjectKey,
  signal?: AbortSignal,
): Promise<T | undefined> {
  if (!isName(key.name)) return undefined;
  return getObject(api, resource, key, signal).catch(undefinedIfMissing);
}

/** Whether an object exists; its content is not transferred. */
export async function hasObject(
  api: Api,
  resource: Resource<KubeObject>,
  key: ObjectKey,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!isName(key.name)) return false;
  const request = { ...objectRequest('GET', resource, key), accept: metadataOnly };
  return (await api.json(request, signal).catch(undefinedIfMissing)) !== undefined;
}

function undefinedIfMissing(error: unknown): undefined {
  if (isMissingObject(error)) return undefined;
  throw error;
}
