import { Failure } from '../../../errors.ts';
import type { Api } from '../requests/api.ts';
import { lookUpKind } from '../calls/discovery.ts';
import { requireNamespace } from '../calls/namespace.ts';
import { clusterName } from './cluster-name.ts';
import { isMissingKind } from './missing.ts';
import type { StatusError } from '../requests/status-error.ts';
import { shellCommand, ShellWords } from '../../../shell-command.ts';

/**
 * Determines what a 404 means is missing: the object, its namespace, or its whole kind. A kind whose absence is not
 * proven is `unknown`, so that nobody concludes "there is none".
 */
export async function missingFailure(error: StatusError, api: Api, signal?: AbortSignal): Promise<Failure> {
  if (isMissingKind(error)) {
    const found = await lookUpKind(api, error.request, signal);
    return found.kind === 'absent' ? missingKind(error, api, found.versions) : unservedKind(error, api, found.versions);
  }
  const { access } = error.request;
  if (access.namespace !== undefined) await requireNamespace(api, access.namespace, signal);
  const place = access.namespace === undefined ? clusterName(api.target) : `namespace ${access.namespace}`;
  return new Failure('not-found', `There is no ${kindOf(error)} "${error.about.name ?? ''}" in ${place}.`, {
    hint: listCommand(error),
    cause: error,
  });
}

function missingKind(error: StatusError, { target }: Api, servedVersions: readonly string[]): Failure {
  const { group, resource } = error.request.access;
  const place = clusterName(target);
  if (group === 'volsync.backube') {
    return new Failure(
      'not-found',
      `VolSync is not installed in the cluster ${place}: it has no ${resource}.${group}.`,
      {
        hint: 'choose another context with --context, or install VolSync: https://volsync.readthedocs.io',
        servedVersions,
        cause: error,
      },
    );
  }
  return new Failure('not-found', `The cluster ${place} has no ${nameOf(error)}.`, {
    hint: shellCommand`kubectl api-resources --api-group=${group}`,
    servedVersions,
    cause: error,
  });
}

function unservedKind(error: StatusError, { target }: Api, servedVersions: readonly string[] | undefined): Failure {
  const versions = servedVersions ?? [];
  const { group, resource } = error.request.access;
  const [version = ''] = /(?<=^\/apis\/[^/]+\/)[^/]+/.exec(error.request.path) ?? [];
  const what = group === 'volsync.backube' ? "VolSync's CRDs are" : `${nameOf(error)} is`;
  const others = versions.filter((each) => each !== version);
  const served = others.length > 0 ? `; served: ${others.join(', ')}` : versions.length > 0 ? '; served: no other' : '';
  const as = version === '' ? '' : ` as ${version}`;
  return new Failure(
    'unknown',
    `${what} not served${as} in the cluster ${clusterName(target)}${served}: the answer for ${resource} was 404, which proves nothing.`,
    {
      hint: group === '' ? 'kubectl api-versions' : shellCommand`kubectl get apiservices ${version}.${group}`,
      details: error.message === '' ? [] : [error.message],
      servedVersions,
      cause: error,
    },
  );
}

function nameOf({ request: { access } }: StatusError): string {
  return access.group === '' ? access.resource : `${access.resource}.${access.group}`;
}

function kindOf({ request, about }: StatusError): string {
  return request.kind ?? about.kind ?? request.access.resource;
}

function listCommand({ request }: StatusError): string {
  const { resource, group, namespace } = request.access;
  const list = shellCommand`kubectl get ${group === '' ? resource : `${resource}.${group}`}`;
  return namespace === undefined ? list : shellCommand`${new ShellWords(list)} -n ${namespace}`;
}
