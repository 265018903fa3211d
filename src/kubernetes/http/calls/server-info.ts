import { Failure } from '../../../errors.ts';
import { asText, asTree } from '../config/tree.ts';
import type { Api } from '../requests/api.ts';
import { StatusError } from '../requests/status-error.ts';

/** The version that the API server reports; every authenticated user may read it. */
export async function askServerVersion(api: Api, signal?: AbortSignal): Promise<string> {
  const access = { verb: 'get', group: '', resource: 'version' };
  const answer = asTree(await api.json<unknown>({ method: 'GET', path: '/version', access }, signal));
  const version = asText(answer['gitVersion']);
  if (version !== undefined) return version;
  throw new Failure('unknown', 'The API server does not report its version.');
}

interface SelfSubjectReview {
  readonly status?: { readonly userInfo?: { readonly username?: string } };
}

/** The user name according to the API server (`kubectl auth whoami`); undefined before 1.28, or without permission. */
export async function askUserName(api: Api, signal?: AbortSignal): Promise<string | undefined> {
  const group = 'authentication.k8s.io';
  try {
    const { status } = await api.json<SelfSubjectReview>(
      {
        method: 'POST',
        path: `/apis/${group}/v1/selfsubjectreviews`,
        access: { verb: 'create', group, resource: 'selfsubjectreviews' },
        body: JSON.stringify({ apiVersion: `${group}/v1`, kind: 'SelfSubjectReview' }),
      },
      signal,
    );
    return status?.userInfo?.username;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return undefined;
  }
}
