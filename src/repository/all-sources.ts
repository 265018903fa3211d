import type { ClusterContext } from '../kubernetes/context.ts';
import { resources } from '../volsync/resources.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { allowed, type Allowed } from '../kubernetes/allowed.ts';

type Ports = ClusterContext<'list'>;

/**
 * All ReplicationSources that may be read, in the whole cluster or else in these namespaces: any of them may use the
 * repository, and its status names the snapshot that it saved last.
 */
export async function allSources(
  namespaces: readonly string[],
  { cluster, signal }: Ports,
): Promise<Allowed<readonly ReplicationSource[]>> {
  const everywhere = await allowed(cluster.list(resources.replicationSources, {}, signal));
  if ('value' in everywhere) return everywhere;
  const lists = await Promise.all(
    namespaces.map((namespace) => allowed(cluster.list(resources.replicationSources, { namespace }, signal))),
  );
  const hidden = lists.find((list) => 'why' in list);
  return hidden ?? { value: lists.flatMap((list) => ('value' in list ? list.value : [])) };
}

/** The same after repositories were read; if they can no longer be read, the previous ones. */
export async function allSourcesAfter(
  before: readonly ReplicationSource[],
  ports: Ports,
): Promise<readonly ReplicationSource[]> {
  const namespaces = new Set(before.map(({ metadata }) => metadata.namespace ?? ''));
  const after = await allSources([...namespaces], ports);
  return 'value' in after ? after.value : before;
}
