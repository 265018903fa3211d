import pMap from 'p-map';
import { Failure } from '../errors.ts';
import type { Access } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Right } from '../rights/right.ts';

const parallelReviews = 8;

/**
 * Throws a Failure with all rights that are missing in a namespace, so that nothing is begun that could not be
 * finished. Optional rights, and rights elsewhere, are not checked.
 */
export async function refuseWithoutRights(
  rights: readonly Right[],
  namespace: string,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'isAllowed'>; readonly signal: AbortSignal },
): Promise<void> {
  const needed = rights.filter(({ isOptional, scope }) => isOptional !== true && scope === undefined);
  const accesses = needed.flatMap((right) => right.verbs.map((verb) => accessOf(right, verb, namespace)));
  const answers = await pMap(accesses, (access) => cluster.isAllowed(access, signal), { concurrency: parallelReviews });
  const missing = accesses.filter((_, index) => answers[index] === false);
  const [first] = missing;
  if (first === undefined) return;
  const more = missing.length > 1 ? ` (and ${missing.length - 1} more)` : '';
  throw new Failure('forbidden', `You cannot ${textOf(first)} in namespace ${namespace}${more}; nothing was changed.`, {
    details: missing.length > 1 ? missing.map((access) => `missing: ${textOf(access)}`) : [],
    missingRight: first,
  });
}

function accessOf({ group, resource }: Right, verb: string, namespace: string): Access {
  const [plural = '', subresource] = resource.split('/');
  return { verb, group, resource: plural, subresource, namespace };
}

function textOf({ verb, group, resource, subresource }: Access): string {
  const name = subresource === undefined ? resource : `${resource}/${subresource}`;
  return `${verb} ${group === '' ? name : `${name}.${group}`}`;
}
