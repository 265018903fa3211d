import pMap from 'p-map';
import { Failure } from '../../../../errors.ts';
import type { Access } from '../../../../errors.ts';
import type { Cluster, Resource } from '../../../../kubernetes/cluster.ts';
import type { KubeObject } from '../../../../kubernetes/objects.ts';
import { suspendableKinds } from '../../../../volsync/suspendable-kinds.ts';
import type { SuspendedObject, StoppedWorkload } from '../../../../volsync/restore-journal.ts';
import { inPlaceRights } from '../rights.ts';
import { workloadKinds } from '../../../../workloads/workload-kinds.ts';

/** What a restore would change. */
export interface RightsRequest {
  readonly namespace: string;
  readonly holds: readonly SuspendedObject[];
  readonly workloads: readonly StoppedWorkload[];
  /** Without a VolumeSnapshot as safety copy, no right to create one is needed. */
  readonly takesSnapshot: boolean;
  /** Missing rights that were noticed while planning. */
  readonly missing: readonly Access[];
}

const parallelReviews = 8;

/**
 * Checks every right that this restore needs, and throws one Failure with all missing ones. Without a plan it checks
 * what every in-place restore needs.
 */
export async function requireRights(
  request: RightsRequest,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'isAllowed'>; readonly signal: AbortSignal },
): Promise<void> {
  const needed = [...commonAccess(request), ...ownAccess(request)];
  const answers = await pMap(needed, (access) => cluster.isAllowed(access, signal), { concurrency: parallelReviews });
  const missing = [...needed.filter((_, index) => answers[index] === false), ...request.missing];
  const [first] = missing;
  if (first === undefined) return;
  throw new Failure('forbidden', 'Permissions are missing for this restore; nothing was changed.', {
    missingRight: first,
    details: inWords(missing),
    hint: 'ask an administrator to apply the output of: volsyncctl rbac restore',
  });
}

/** The rights that every in-place restore needs; objects in the plan are checked by name. */
function commonAccess({ namespace, takesSnapshot }: RightsRequest): readonly Access[] {
  return inPlaceRights
    .filter(({ isOptional, scope }) => isOptional !== true && scope === undefined)
    .filter(({ resource }) => takesSnapshot || resource !== 'volumesnapshots')
    .flatMap(({ group, resource, verbs }) => {
      const [plural = '', subresource] = resource.split('/');
      const asked = isScaled(plural) ? verbs.filter((verb) => verb !== 'patch') : verbs;
      return asked.map((verb) => ({ verb, group, resource: plural, namespace, ...(subresource && { subresource }) }));
    });
}

function ownAccess({ namespace, holds, workloads, missing }: RightsRequest): readonly Access[] {
  return [
    ...holds
      .filter(({ suspendBefore }) => suspendBefore !== true)
      .flatMap((hold) => ['get', 'patch'].map((verb) => access(verb, suspendableKinds[hold.kind].resource, hold))),
    // What could not be read might have to be suspended as well.
    ...missing.filter(({ verb }) => verb === 'get').map((unseen) => ({ ...unseen, verb: 'patch' })),
    ...workloads.map(({ kind, name }) => access('patch', workloadKinds[kind], { namespace, name })),
  ];
}

function isScaled(plural: string): boolean {
  return Object.values(workloadKinds).some((kind) => kind.plural === plural);
}

function access(
  verb: string,
  { group, plural }: Resource<KubeObject>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Access {
  return { verb, group, resource: plural, namespace, name };
}

/** One line per kind or object, such as `get, patch deployments.apps "web" in namespace home`. */
function inWords(missing: readonly Access[]): readonly string[] {
  const byObject = Map.groupBy(missing, ({ group, resource, subresource, namespace, name }) => {
    const part = subresource === undefined ? '' : `/${subresource}`;
    const kind = `${resource}${part}${group === '' ? '' : `.${group}`}`;
    const place = namespace === undefined ? '' : ` in namespace ${namespace}`;
    return `${kind}${name === undefined ? '' : ` "${name}"`}${place}`;
  });
  return [...byObject].map(([object, all]) => `${[...new Set(all.map(({ verb }) => verb))].join(', ')} ${object}`);
}
