import type { Api } from './api.ts';
import type { Access } from './cluster.ts';

/** Whether this user may do something, as the API server says it. */
export async function askAccess(api: Api, access: Access, signal?: AbortSignal): Promise<boolean> {
  const { verb, group, resource, subresource, namespace, name } = access;
  const resourceAttributes = { verb, group, resource, subresource, namespace, name };
  const review = await api.json<{ readonly status?: { readonly allowed?: boolean } }>(
    {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      access: { verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' },
      body: JSON.stringify({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      }),
    },
    signal,
  );
  return review.status?.allowed === true;
}
