import type { Access } from '../../../errors.ts';
import type { Api } from '../requests/api.ts';

/** Checks whether this user may do something; each question is sent once. */
export function accessReviews(api: Api): (access: Access, signal?: AbortSignal) => Promise<boolean> {
  const answers = new Map<string, boolean>();
  return async (access, signal) => {
    const question = JSON.stringify(access);
    const answer = answers.get(question) ?? (await askAccess(api, access, signal));
    answers.set(question, answer);
    return answer;
  };
}

/** Asks the API server whether this user may do something. */
export async function askAccess(api: Api, access: Access, signal?: AbortSignal): Promise<boolean> {
  const { verb, group, resource, subresource, namespace, name } = access;
  const resourceAttributes = { verb, group, resource, subresource, namespace, name };
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const { status } = await api.json<{ readonly status?: { readonly allowed?: boolean } }>(
    {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      access: { verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' },
      body: JSON.stringify(review),
    },
    signal,
  );
  return status?.allowed === true;
}
