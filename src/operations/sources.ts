import { Failure, isFailure } from '../errors.ts';
import type { Cluster, ObjectKey, Scope } from '../kube/cluster.ts';
import { resources } from '../kube/resources.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { absent } from './absent.ts';

interface Ports {
  readonly cluster: Pick<Cluster, 'list' | 'exists'>;
  readonly signal: AbortSignal;
}

/** The sources that a command works on, and all that are in the same place: others may use the same repository. */
export interface FoundSources {
  readonly chosen: readonly ReplicationSource[];
  readonly around: readonly ReplicationSource[];
  /** Of apps that were named and are not there. */
  readonly failures: readonly Failure[];
}

/**
 * Finds exactly `apps`, or everything in `scope`, with one list for each namespace (two where labels choose); nothing at
 * all is a Failure, unless that is an answer too.
 */
export async function findSources(
  { scope, apps }: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  ports: Ports,
  { isNothingFine = false }: { readonly isNothingFine?: boolean } = {},
): Promise<FoundSources> {
  if (apps === undefined) {
    const chosen = await ports.cluster.list(resources.replicationSources, scope, ports.signal);
    if (chosen.length === 0 && !isNothingFine) throw nothingFound(scope);
    if (scope.labelSelector === undefined) return { chosen, around: chosen, failures: [] };
    const { namespace } = scope;
    const around = await ports.cluster.list(resources.replicationSources, { namespace }, ports.signal);
    return { chosen, around, failures: [] };
  }
  const namespaces = [...new Set(apps.map(({ namespace }) => namespace))];
  const lists = await Promise.all(
    namespaces.map((namespace) => ports.cluster.list(resources.replicationSources, { namespace }, ports.signal)),
  );
  const around = lists.flat();
  const results = await Promise.all(apps.map(async (key) => find(around, key) ?? missing(key, ports)));
  return {
    chosen: results.flatMap((result) => (result instanceof Failure ? [] : [result])),
    around,
    failures: results.flatMap((result) => (result instanceof Failure ? [result] : [])),
  };
}

/** The failure of a scope without any source: an answer about nothing must not look like a good one. */
export function nothingFound({ namespace, labelSelector }: Scope): Failure {
  const place = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
  const which =
    labelSelector === undefined ? 'is no ReplicationSource' : `is no ReplicationSource with ${labelSelector}`;
  return new Failure('not-found', `There ${which} ${place}.`, { hint: 'volsyncctl status -A' });
}

function find(sources: readonly ReplicationSource[], { namespace, name }: ObjectKey): ReplicationSource | undefined {
  return sources.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
}

async function missing(key: ObjectKey, { cluster, signal }: Ports): Promise<Failure> {
  try {
    return await absent(cluster, resources.replicationSources, key, signal);
  } catch (error) {
    if (isFailure(error, 'not-found')) return error;
    throw error;
  }
}
