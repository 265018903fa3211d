import { Failure } from '../../errors.ts';
import { askAccess } from '../calls/access.ts';
import type { Access } from '../cluster.ts';
import type { Target } from '../config/target.ts';
import type { Api } from '../requests/api.ts';
import { StatusError } from '../requests/status-error.ts';
import { asked, refused } from './refused.ts';

/** What a 403 stands for: a missing right, or a refusal by admission. Only the server itself can tell them apart. */
export async function forbiddenFailure(error: StatusError, api: Api, signal?: AbortSignal): Promise<Failure> {
  const { access, answer } = await missing(error, api, signal);
  if (answer === true) return refused(error);
  const { user } = api.target.impersonation;
  // Everyone may ask for a review; only who may not impersonate is refused even that.
  if (user !== undefined && answer instanceof StatusError) return mayNotImpersonate(error, api.target, user);
  return new Failure('forbidden', `${who(api.target)} may not ${asked(access)} (403).`, {
    hint: 'ask an administrator for the rights that this prints: volsyncctl rbac',
    missingRight: access,
    details: answer === false ? [] : [error.message],
    cause: error,
  });
}

/** The first right that the server does not grant, or the last that it does. */
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

function mayNotImpersonate(error: StatusError, target: Target, user: string): Failure {
  return new Failure('forbidden', `${userOf(target)} may not impersonate "${user}" (403).`, {
    hint: 'leave out --as, or ask an administrator for the right to impersonate',
    details: [error.message],
    cause: error,
  });
}

function who(target: Target): string {
  const { user } = target.impersonation;
  return user === undefined ? userOf(target) : `User "${user}", impersonated in context "${target.contextName}",`;
}

function userOf({ userName, contextName }: Target): string {
  return `User "${userName}" of context "${contextName}"`;
}
