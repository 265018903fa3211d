import type { Api } from '../requests/api.ts';
import { objectRequest, writeQuery } from '../requests/api-request.ts';
import type { ObjectKey, Patch, PatchOptions, Resource } from '../../cluster.ts';
import type { KubeObject } from '../../objects.ts';

/** The content type of a JSON patch (RFC 6902). */
export const jsonPatch = 'application/json-patch+json';

/** Patches an object and returns the result; the shape of the patch decides its content type. */
export function patchObject<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  key: ObjectKey,
  { patch, options, signal }: { patch: Patch; options?: PatchOptions | undefined; signal?: AbortSignal | undefined },
): Promise<T> {
  const query = { ...writeQuery, dryRun: options?.isDryRun === true ? 'All' : undefined };
  const contentType = Array.isArray(patch) ? jsonPatch : 'application/merge-patch+json';
  const request = objectRequest('PATCH', resource, key, { query });
  return api.json<T>({ ...request, contentType, body: JSON.stringify(patch), isOnce: true }, signal);
}
