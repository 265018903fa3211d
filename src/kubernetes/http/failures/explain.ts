import { Failure, type Access } from '../../../errors.ts';
import type { Api } from '../requests/api.ts';
import { connectionFailure } from './connection-failure.ts';
import { StatusError } from '../requests/status-error.ts';
import type { ConnectionTarget } from '../config/target.ts';
import { missingFailure } from './missing-failure.ts';
import { clusterName } from './cluster-name.ts';
import { askAccess } from '../calls/access.ts';
import { jsonPatch } from '../calls/change.ts';
import { shellCommand } from '../../../shell-command.ts';

/** Makes a call and turns its errors into Failures. */
export async function explained<T>(api: Api, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw await failureOf(error, api, signal);
  }
}

/** Like `explained`, for a call that yields its results one by one. */
export async function* explainedEach<T>(
  api: Api,
  signal: AbortSignal | undefined,
  call: () => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* call();
  } catch (error) {
    throw await failureOf(error, api, signal);
  }
}

async function failureOf(error: unknown, api: Api, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal?.aborted) return new Failure('interrupted', 'Interrupted.', { cause: error });
  if (error instanceof Failure) return error;
  if (error instanceof StatusError) return statusFailure(error, api, signal);
  return connectionFailure(error, api) ?? error;
}

/** The failure for an answer of the API server, by its status code and reason. */
async function statusFailure(error: StatusError, api: Api, signal?: AbortSignal): Promise<Failure> {
  const { status } = error;
  if (status < 400)
    return unreachable(error, api.target, `is not a Kubernetes API server: it answered with a redirect (${status})`);
  if (status === 401) return unauthorized(error, api.target);
  if (status === 403) return forbiddenFailure(error, api, signal);
  if (status === 404) return missingFailure(error, api, signal);
  if (status === 409 || isFailedTest(error)) return changedMeanwhile(error);
  if (error.isServerReady) return groupDown(error, api.target);
  if (status === 429) return overloaded(error, api.target);
  return status >= 500 ? unreachable(error, api.target, `failed with status ${status}`) : refused(error);
}

function unreachable(error: StatusError, target: ConnectionTarget, what: string): Failure {
  const words = error.message === '' ? '.' : `: ${error.message}`;
  return new Failure('unreachable', `The API server ${clusterName(target)} ${what}${words}`, {
    hint: 'try again in a moment; if it persists, check the API server: kubectl get --raw "/readyz?verbose"',
    cause: error,
  });
}

/** The server is there: nothing may be concluded but that it was not asked. */
function overloaded(error: StatusError, target: ConnectionTarget): Failure {
  const { message, repeatedMs, retryAfterMs } = error;
  const seconds = (ms: number) => `${Math.round(ms / 1000)}s`;
  const asks = retryAfterMs === undefined ? '' : `; it asks to wait ${seconds(retryAfterMs)}`;
  const words = message === '' ? '' : `: ${message}`;
  const long = repeatedMs < 1000 ? '' : ` for ${seconds(repeatedMs)}`;
  const what = `is overloaded and rejected the request${long} (429)`;
  return new Failure('timeout', `The API server ${clusterName(target)} ${what}${words}${asks}.`, {
    hint: 'try again later; what it is busy with: kubectl get --raw /debug/api_priority_and_fairness/dump_priority_levels',
    isOverload: true,
    cause: error,
  });
}

/** An aggregated API: its objects are on a separate server, which the API server cannot reach. */
function groupDown(error: StatusError, target: ConnectionTarget): Failure {
  const { message, request, status } = error;
  const [, group = '', version = ''] = /^\/apis\/([^/]+)\/([^/]+)\//.exec(request.path) ?? [];
  const words = message === '' ? '' : `: ${message}`;
  return new Failure(
    'unreachable',
    `The API server ${clusterName(target)} is ready, but the API ${group}/${version} is down (${status})${words}`,
    { hint: shellCommand`kubectl get apiservices ${version}.${group}`, cause: error },
  );
}

function unauthorized(error: StatusError, { userName, contextName }: ConnectionTarget): Failure {
  return new Failure(
    'forbidden',
    `The API server did not accept the credentials of user "${userName}" (context "${contextName}"): they are wrong or have expired (401).`,
    { hint: 'log in again, or choose another context: kubectl config get-contexts', cause: error },
  );
}

/** A 403 means a missing right, or a refusal by admission. Only an access review can distinguish them. */
async function forbiddenFailure(error: StatusError, api: Api, signal?: AbortSignal): Promise<Failure> {
  const { access, answer } = await missing(error, api, signal);
  if (answer === true) return refused(error);
  const { user } = api.target.impersonation;
  // Everyone may create a review; only a user without permission to impersonate is refused even that.
  if (user !== undefined && answer instanceof StatusError) return mayNotImpersonate(error, api.target, user);
  return new Failure('forbidden', `${who(api.target)} cannot ${asked(access)} (403).`, {
    hint: 'ask an administrator to apply the output of: volsyncctl rbac',
    missingRight: access,
    details: answer === false ? [] : [error.message],
    cause: error,
  });
}

/** The first right that the server does not grant, or the last one that it does. */
async function missing({ request }: StatusError, api: Api, signal?: AbortSignal) {
  let { access } = request;
  let answer = await ask(api, access, signal);
  for (const verb of request.furtherVerbs ?? []) {
    if (answer !== true) break;
    access = { ...access, verb };
    answer = await ask(api, access, signal);
  }
  return { access, answer };
}

function ask(api: Api, access: Access, signal?: AbortSignal): Promise<unknown> {
  return askAccess(api, access, signal).catch((reason: unknown) => reason);
}

function mayNotImpersonate(error: StatusError, target: ConnectionTarget, user: string): Failure {
  return new Failure('forbidden', `${userOf(target)} cannot impersonate "${user}" (403).`, {
    hint: 'leave out --as, or ask an administrator for the right to impersonate',
    details: [error.message],
    cause: error,
  });
}

function who(target: ConnectionTarget): string {
  const { user } = target.impersonation;
  return user === undefined ? userOf(target) : `User "${user}", impersonated in context "${target.contextName}",`;
}

function userOf({ userName, contextName }: ConnectionTarget): string {
  return `User "${userName}" of context "${contextName}"`;
}

/** A valid request that the server refused, in its own words. */
function refused(error: StatusError): Failure {
  const why = error.message === '' ? `status ${error.status}` : error.message;
  return new Failure('refused', `The API server refused to ${asked(error.request.access)}: ${why}`, { cause: error });
}

/** The object was changed by someone else before this change. */
function changedMeanwhile(error: StatusError): Failure {
  return new Failure(
    'refused',
    `The object was changed by someone else in the meantime, so volsyncctl did not ${asked(error.request.access)}.`,
    {
      hint: 'run the command again',
      details: [error.message],
      cause: error,
    },
  );
}

/** A JSON patch whose `test` fails is answered like an invalid object, but without the name of a field. */
function isFailedTest({ request, causes, status }: StatusError): boolean {
  return status === 422 && request.contentType === jsonPatch && causes.length === 0;
}

/** Such as `patch replicationsources.volsync.backube "web" in namespace home`. */
function asked({ verb, resource, subresource, group, name, namespace }: Access): string {
  const part = subresource === undefined ? '' : `/${subresource}`;
  const kind = `${resource}${part}${group === '' ? '' : `.${group}`}`;
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return `${verb} ${kind}${name === undefined ? '' : ` "${name}"`}${where}`;
}
