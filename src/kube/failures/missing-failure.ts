import { Failure } from '../../errors.ts';
import type { Api } from '../requests/api.ts';
import { requireNamespace } from '../calls/namespace.ts';
import { placeOf } from './place.ts';
import { isMissingKind } from './missing.ts';
import { resources } from '../resources.ts';
import type { StatusError } from '../requests/status-error.ts';

/** What it is that a 404 misses: the object, its namespace, or its whole kind. */
export async function missingFailure(error: StatusError, api: Api, signal?: AbortSignal): Promise<Failure> {
  if (isMissingKind(error)) return missingKind(error, api);
  const { access } = error.request;
  if (access.namespace !== undefined) await requireNamespace(api, access.namespace, signal);
  const place = access.namespace === undefined ? placeOf(api.target) : `namespace ${access.namespace}`;
  return new Failure('not-found', `There is no ${kindOf(error)} "${error.about.name ?? ''}" in ${place}.`, {
    hint: listCommand(error),
    cause: error,
  });
}

function missingKind(error: StatusError, { target }: Api): Failure {
  const { group, resource } = error.request.access;
  const place = placeOf(target);
  if (group === 'volsync.backube') {
    return new Failure(
      'not-found',
      `VolSync is not installed in the cluster ${place}: it has no ${resource}.${group}.`,
      {
        hint: 'choose another context with --context, or install VolSync: https://volsync.readthedocs.io',
        cause: error,
      },
    );
  }
  const name = group === '' ? resource : `${resource}.${group}`;
  return new Failure('not-found', `The cluster ${place} has no ${name}.`, {
    hint: `kubectl api-resources --api-group=${group}`,
    cause: error,
  });
}

function kindOf({ request, about }: StatusError): string {
  const { resource } = request.access;
  return Object.values(resources).find(({ plural }) => plural === resource)?.kind ?? about.kind ?? resource;
}

function listCommand({ request }: StatusError): string {
  const { resource, group, namespace } = request.access;
  return `kubectl get ${resource}${group === '' ? '' : `.${group}`}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}
