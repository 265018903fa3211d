import { Failure } from '../errors.ts';
import { askAccess } from './access.ts';
import type { Api } from './api.ts';
import type { Access } from './cluster.ts';
import { placeOf } from './connection-failure.ts';
import { missingFailure } from './missing-failure.ts';
import type { StatusError } from './status-error.ts';
import type { Target } from './target.ts';

/** The failure that an answer of the API server stands for, by its status code and reason. */
export async function statusFailure(error: StatusError, api: Api, signal?: AbortSignal): Promise<Failure> {
  const { status } = error;
  switch (status) {
    case 401:
      return unauthorized(error, api.target);
    case 403:
      return refusedOrForbidden(error, api, signal);
    case 404:
      return missingFailure(error, api, signal);
    case 409:
      return new Failure(
        'refused',
        `${subject(error)} was changed by someone else at the same time: ${error.message}`,
        {
          hint: 'run the command again',
          cause: error,
        },
      );
    case 429:
      return unreachable(error, api.target, 'has too much to do and refused the request (429)');
    default:
      if (status >= 500) return unreachable(error, api.target, `failed with status ${status}`);
      if (status < 400) return unreachable(error, api.target, `is none: it answered with a redirect (${status})`);
      return new Failure('refused', `The API server refused to ${asked(error.request.access)}: ${error.message}`, {
        details: error.causes,
        cause: error,
      });
  }
}

/** Such as `patch replicationsources.volsync.backube "web" in namespace home`. */
export function asked(access: Access): string {
  const { verb, name, namespace } = access;
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return `${verb} ${rightName(access)}${name === undefined ? '' : ` "${name}"`}${where}`;
}

export function rightName({ resource, subresource, group }: Access): string {
  const part = subresource === undefined ? '' : `/${subresource}`;
  return `${resource}${part}${group === '' ? '' : `.${group}`}`;
}

function subject({ request, about }: StatusError): string {
  const { resource, name, namespace } = request.access;
  const path = [namespace, name ?? about.name].filter((part) => part !== undefined).join('/');
  return `${rightName({ ...request.access, resource })} ${path}`;
}

function unreachable(error: StatusError, target: Target, what: string): Failure {
  const words = error.message === '' ? '' : `: ${error.message}`;
  return new Failure('unreachable', `The API server ${placeOf(target)} ${what}${words}`, {
    hint: 'try again in a moment; if it stays so, look at the API server itself: kubectl get --raw /readyz?verbose',
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

/** The same 403 stands for a missing right and for a refusal by admission; only the server itself can tell them apart. */
async function refusedOrForbidden(error: StatusError, api: Api, signal?: AbortSignal): Promise<Failure> {
  const { access } = error.request;
  const isAllowed = await askAccess(api, access, signal).catch(() => undefined);
  if (isAllowed === true) {
    return new Failure('refused', `The API server refused to ${asked(access)}: ${error.message}`, {
      details: error.causes,
      cause: error,
    });
  }
  return new Failure('forbidden', `${who(api.target)} may not ${asked(access)} (403).`, {
    hint: 'ask an administrator of the cluster for that right',
    details: isAllowed === undefined ? [error.message] : [],
    cause: error,
  });
}

function who({ impersonation, userName, contextName }: Target): string {
  if (impersonation.user !== undefined) return `"${impersonation.user}" (--as, context "${contextName}")`;
  return `User "${userName}" of context "${contextName}"`;
}
