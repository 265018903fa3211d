import { Failure } from '../../errors.ts';
import type { Target } from '../config/target.ts';
import type { Api } from '../requests/api.ts';
import type { StatusError } from '../requests/status-error.ts';
import { forbiddenFailure } from './forbidden-failure.ts';
import { missingFailure } from './missing-failure.ts';
import { placeOf } from './place.ts';
import { changedMeanwhile, isFailedTest, refused } from './refused.ts';

/** The failure that an answer of the API server stands for, by its status code and reason. */
export async function statusFailure(error: StatusError, api: Api, signal?: AbortSignal): Promise<Failure> {
  const { status } = error;
  if (status < 400) return unreachable(error, api.target, `is none: it answered with a redirect (${status})`);
  if (status === 401) return unauthorized(error, api.target);
  if (status === 403) return forbiddenFailure(error, api, signal);
  if (status === 404) return missingFailure(error, api, signal);
  if (status === 409 || isFailedTest(error)) return changedMeanwhile(error);
  if (status === 429) return unreachable(error, api.target, 'has too much to do and declined the request (429)');
  return status >= 500 ? unreachable(error, api.target, `failed with status ${status}`) : refused(error);
}

function unreachable(error: StatusError, target: Target, what: string): Failure {
  const words = error.message === '' ? '.' : `: ${error.message}`;
  return new Failure('unreachable', `The API server ${placeOf(target)} ${what}${words}`, {
    hint: 'try again in a moment; if it stays so, look at the API server: kubectl get --raw "/readyz?verbose"',
    cause: error,
  });
}

function unauthorized(error: StatusError, { userName, contextName }: Target): Failure {
  return new Failure(
    'forbidden',
    `The API server did not accept the credentials of user "${userName}" (context "${contextName}"): they are wrong or have expired (401).`,
    { hint: 'log in again, or choose another context: kubectl config get-contexts', cause: error },
  );
}
