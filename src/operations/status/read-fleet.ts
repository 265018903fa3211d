import type { Scope } from '../../kube/cluster.ts';
import { resources } from '../../kube/resources.ts';
import type { FleetFacts } from '../../volsync/fleet.ts';
import { madeByVolSync } from '../../volsync/mover-names.ts';
import { isSyncing, type Replication } from '../../volsync/sync-state.ts';
import { withoutSource, type OpenJournals } from '../../volsync/open-restore.ts';
import { openJournals } from '../open-restores.ts';
import type { StatusPorts } from './ports.ts';
import { readable } from './readable.ts';
import { seeMovers, type MoverObjects } from './see-movers.ts';

/**
 * Reads sources and destinations with one list call each, and where one of them syncs also Jobs and pods with one
 * each. Without the right to list sources there is nothing to say and this throws; any other missing right becomes a
 * gap or a mover that could not be looked at.
 */
export async function readFleet(scope: Scope, ports: StatusPorts): Promise<FleetFacts> {
  const { cluster, signal } = ports;
  const [sources, destinations, journals] = await Promise.all([
    cluster.list(resources.replicationSources, scope, signal),
    readable(cluster.list(resources.replicationDestinations, scope, signal)),
    openJournals(scope, ports),
  ]);
  const known = 'why' in destinations ? [] : destinations.value;
  const syncing: readonly Replication[] = [...sources, ...known].filter(isSyncing);
  return {
    sources,
    destinations: known,
    // With labels not all sources are seen: one that is not among them need not be gone.
    openJournals: scope.labelSelector === undefined ? journals : ofSources(journals, sources),
    movers: await seeMovers(syncing, await readMovers(syncing, scope, ports), ports),
    gaps:
      'why' in destinations ? [{ kind: 'ReplicationDestination', reason: 'forbidden', message: destinations.why }] : [],
  };
}

function ofSources(journals: OpenJournals, sources: FleetFacts['sources']): OpenJournals {
  const others = withoutSource(journals, sources);
  return { ...journals, known: journals.known.filter((each) => !others.includes(each)) };
}

/** Labels of sources say nothing about their movers, so a selector is not handed on. */
async function readMovers(
  syncing: readonly Replication[],
  { namespace }: Scope,
  { cluster, signal }: StatusPorts,
): Promise<MoverObjects> {
  if (syncing.length === 0) return { jobs: { value: [] }, pods: { value: [] } };
  const scope = { namespace, labelSelector: madeByVolSync };
  const [jobs, pods] = await Promise.all([
    readable(cluster.list(resources.jobs, scope, signal)),
    readable(cluster.list(resources.pods, scope, signal)),
  ]);
  return { jobs, pods };
}
