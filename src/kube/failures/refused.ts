import { Failure } from '../../errors.ts';
import { jsonPatch } from '../calls/patch.ts';
import type { Access } from '../cluster.ts';
import type { StatusError } from '../requests/status-error.ts';

/** A request that was understood and declined, in the server's own words. */
export function refused(error: StatusError): Failure {
  const why = error.message === '' ? `status ${error.status}` : error.message;
  return new Failure('refused', `The API server refused to ${asked(error.request.access)}: ${why}`, { cause: error });
}

/** A change that came too late, because someone else changed the object first. */
export function changedMeanwhile(error: StatusError): Failure {
  return new Failure(
    'refused',
    `The object was changed by someone else meanwhile, so volsyncctl did not ${asked(error.request.access)}.`,
    {
      hint: 'run the command again',
      details: [error.message],
      cause: error,
    },
  );
}

/** A JSON patch whose `test` fails is answered as if it were invalid, but without naming a field that is. */
export function isFailedTest({ request, causes, status }: StatusError): boolean {
  return status === 422 && request.contentType === jsonPatch && causes.length === 0;
}

/** Such as `patch replicationsources.volsync.backube "web" in namespace home`. */
export function asked({ verb, resource, subresource, group, name, namespace }: Access): string {
  const part = subresource === undefined ? '' : `/${subresource}`;
  const kind = `${resource}${part}${group === '' ? '' : `.${group}`}`;
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return `${verb} ${kind}${name === undefined ? '' : ` "${name}"`}${where}`;
}
