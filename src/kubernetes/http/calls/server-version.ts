import { Failure } from '../../../errors.ts';
import { asText, asTree } from '../config/tree.ts';
import type { Api } from '../requests/api.ts';

/** The version that the API server reports; every authenticated user may read it. */
export async function askServerVersion(api: Api, signal?: AbortSignal): Promise<string> {
  const access = { verb: 'get', group: '', resource: 'version' };
  const answer = asTree(await api.json<unknown>({ method: 'GET', path: '/version', access }, signal));
  const version = asText(answer['gitVersion']);
  if (version !== undefined) return version;
  throw new Failure('unknown', 'The API server does not say which version it is.');
}
