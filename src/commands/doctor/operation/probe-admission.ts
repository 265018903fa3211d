import type { Cluster } from '../../../kubernetes/cluster.ts';
import { probeMovers } from '../../../mover/probe-mover.ts';
import { moverKind } from '../../../volsync/mover-kind.ts';
import { isByNamespace } from '../../../volsync/mover-policies.ts';
import type { Replication } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';

interface Ports {
  readonly cluster: Pick<Cluster, 'create'>;
  readonly signal: AbortSignal;
}

/** Sees by dry runs what admission makes of movers: in one namespace, or in each where policies may tell them apart. */
export async function probeAdmission(
  apps: readonly Replication[],
  listed: Omit<Facts['admission'], 'probes'>,
  ports: Ports,
): Promise<Facts['admission']> {
  const own = apps.filter((app) => moverKind(app) === 'restic').map(({ metadata }) => metadata.namespace ?? '');
  const namespaces = [...new Set(own)].sort();
  const { served } = listed;
  const isAlike = 'value' in served && !(served.value && isByNamespace(served.value));
  return { ...listed, probes: await probeMovers(isAlike ? namespaces.slice(0, 1) : namespaces, ports) };
}
