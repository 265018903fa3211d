import type { DeleteOptions, ObjectKey, Resource } from '../../cluster.ts';
import { isMissingObject } from '../failures/missing.ts';
import type { KubeObject } from '../../objects.ts';
import type { Api } from '../requests/api.ts';
import { objectRequest } from '../requests/api-request.ts';

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
