import { type Creator, creatorAnnotations } from '../../../creator.ts';
import type {
  CreateOptions,
  DeleteOptions,
  NewObject,
  ObjectKey,
  Patch,
  PatchOptions,
  Resource,
} from '../../cluster.ts';
import type { KubeObject } from '../../objects.ts';
import type { Api } from '../requests/api.ts';
import { type ApiRequest, collectionRequest, objectRequest, writeQuery } from '../requests/api-request.ts';
import { isMissingObject } from '../failures/missing.ts';

interface CreateDetails extends CreateOptions {
  /** Written on the object, so that leftovers of a crash can be distinguished from objects in use. */
  readonly creator?: Creator | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Creates an object in its namespace, and returns it as admission and the server left it. */
export function createObject<T extends KubeObject>(
  api: Api,
  resource: Resource<T>,
  object: NewObject<T>,
  { isDryRun, creator, signal }: CreateDetails,
): Promise<T> {
  const { namespace, name } = object.metadata;
  const query = { ...writeQuery, dryRun: isDryRun === true ? 'All' : undefined };
  const request = collectionRequest('create', resource, resource.isClusterScoped === true ? {} : { namespace }, query);
  const { group, version, kind } = resource;
  const metadata = creator === undefined || isDryRun === true ? object.metadata : markedWith(creator, object.metadata);
  const body = { ...object, metadata, apiVersion: group === '' ? version : `${group}/${version}`, kind };
  const complete: ApiRequest = { ...request, access: { ...request.access, name }, body: JSON.stringify(body) };
  return api.json<T>(isDryRun === true ? complete : { ...complete, isOnce: true }, signal);
}

function markedWith<T extends KubeObject>(
  creator: Creator,
  metadata: NewObject<T>['metadata'],
): NewObject<T>['metadata'] {
  return { ...metadata, annotations: { ...metadata.annotations, ...creatorAnnotations(creator) } };
}

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

/** Deletes an object; succeeds if it no longer exists. */
export async function deleteObject(
  api: Api,
  resource: Resource<KubeObject>,
  key: ObjectKey,
  { gracePeriodSeconds, uid, signal }: DeleteOptions & { signal?: AbortSignal | undefined },
): Promise<void> {
  const preconditions = uid === undefined ? undefined : { uid };
  // Without a policy, deleting a Job leaves its pods.
  const propagationPolicy = 'Background';
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy, gracePeriodSeconds, preconditions };
  const request = { ...objectRequest('DELETE', resource, key), body: JSON.stringify(body) };
  try {
    await api.json(request, signal);
  } catch (error) {
    if (!isMissingObject(error)) throw error;
  }
}
