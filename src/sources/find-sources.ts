import { Failure, isFailure } from '../errors.ts';
import type { ObjectKey, Scope } from '../kubernetes/cluster.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import { resources } from '../volsync/resources.ts';
import { markedSources, noJournals, withoutSource } from '../volsync/open-restore.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { onlySourceOf } from '../volsync/source-of-claim.ts';
import { notFound } from './not-found.ts';
import { openJournals, openWithoutSource } from './open-restores.ts';

type Ports = ClusterContext<'list' | 'exists'>;

/** The sources that a command works on, and all others in the same scope, which may use the same repository. */
export interface FoundSources {
  readonly chosen: readonly ReplicationSource[];
  readonly around: readonly ReplicationSource[];
  /** Failures for apps that were named but do not exist, and for restores in the scope whose source is gone. */
  readonly failures: readonly Failure[];
}

/**
 * Finds exactly `apps`, or everything in `scope`, with one list per namespace (two with a label selector). Finding
 * nothing is a Failure unless the caller allows it.
 */
export async function findSources(
  { scope, apps }: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  ports: Ports,
  { isNothingFine = false }: { readonly isNothingFine?: boolean } = {},
): Promise<FoundSources> {
  if (apps === undefined) {
    const { namespace, labelSelector } = scope;
    const [found, journals] = await Promise.all([
      ports.cluster.list(resources.replicationSources, scope, ports.signal),
      openJournals({ namespace }, ports),
    ]);
    const chosen = markedSources(found, journals);
    // The label selector is for sources.
    const failures =
      labelSelector === undefined ? withoutSource(journals, found).map((each) => openWithoutSource(each)) : [];
    if (chosen.length + failures.length === 0 && !isNothingFine) throw nothingFound(scope);
    if (labelSelector === undefined) return { chosen, around: chosen, failures };
    const around = await ports.cluster.list(resources.replicationSources, { namespace }, ports.signal);
    return { chosen, around: markedSources(around, journals), failures };
  }
  const namespaces = [...new Set(apps.map(({ namespace }) => namespace))];
  const [lists, journals] = await Promise.all([
    Promise.all(
      namespaces.map((namespace) => ports.cluster.list(resources.replicationSources, { namespace }, ports.signal)),
    ),
    Promise.all(namespaces.map((namespace) => openJournals({ namespace }, ports))),
  ]);
  const around = lists.flatMap((list, index) => markedSources(list, journals[index] ?? noJournals));
  const results = await Promise.all(apps.map(async (key) => find(around, key) ?? missing(key, ports)));
  return {
    chosen: results.flatMap((result) => (result instanceof Failure ? [] : [result])),
    around,
    failures: results.flatMap((result) => (result instanceof Failure ? [result] : [])),
  };
}

/** The failure for a scope without sources: an answer about nothing must not look like a good one. */
export function nothingFound({ namespace, labelSelector }: Scope): Failure {
  const place = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
  const which =
    labelSelector === undefined ? 'is no ReplicationSource' : `is no ReplicationSource with ${labelSelector}`;
  return new Failure('not-found', `There ${which} ${place}.`, { hint: 'volsyncctl status -A' });
}

function find(sources: readonly ReplicationSource[], { namespace, name }: ObjectKey): ReplicationSource | undefined {
  const here = sources.filter(({ metadata }) => metadata.namespace === namespace);
  return here.find(({ metadata }) => metadata.name === name) ?? onlySourceOf(name, here);
}

async function missing(key: ObjectKey, { cluster, signal }: Ports): Promise<Failure> {
  try {
    return await notFound(cluster, resources.replicationSources, key, signal);
  } catch (error) {
    if (isFailure(error, 'not-found')) return error;
    throw error;
  }
}
