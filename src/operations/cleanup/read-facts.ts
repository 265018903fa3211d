import { isFailure } from '../../errors.ts';
import type { Cluster, Resource, Scope } from '../../kube/cluster.ts';
import type {
  CronJob,
  Deployment,
  KubeObject,
  PersistentVolumeClaim,
  Pod,
  VolumeSnapshot,
} from '../../kube/objects.ts';
import { resources } from '../../kube/resources.ts';
import type { ReplicationDestination, ReplicationSource } from '../../volsync/types.ts';
import { managedBy } from '../helper-pod/manifest.ts';
import type { Unread } from './leftover.ts';

/** Everything that may be left over, and everything that may use it. */
export interface CleanupFacts {
  readonly pods: readonly Pod[];
  readonly claims: readonly PersistentVolumeClaim[];
  readonly snapshots: readonly VolumeSnapshot[];
  readonly destinations: readonly ReplicationDestination[];
  readonly journals: readonly KubeObject[];
  /** Only with `withVolsync`, as the next one. */
  readonly sources: readonly ReplicationSource[];
  /** Templates that name claims also while no pod of theirs is there. */
  readonly workloads: readonly Workload[];
  /** By uid, what the label selector chooses; undefined where there is none. */
  readonly chosen: ReadonlySet<string> | undefined;
  readonly unread: readonly Unread[];
}

interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'CronJob';
  readonly object: Deployment | CronJob;
}

interface Ports {
  readonly cluster: Pick<Cluster, 'list'>;
  readonly signal: AbortSignal;
}

/**
 * One list of each kind, and with a label selector one more. Owners and users are read after what they may own and use:
 * an object that was made in between would else seem to be nobody's.
 */
export async function readFacts(scope: Scope, withVolsync: boolean, ports: Ports): Promise<CleanupFacts> {
  const { namespace, labelSelector } = scope;
  const reader = new Reader(ports);
  const chosen = labelSelector === undefined ? undefined : await chosenUids({ namespace, labelSelector }, reader);
  const [snapshots, claims, journals] = await Promise.all([
    reader.list(resources.volumeSnapshots, { namespace }),
    reader.list(resources.persistentVolumeClaims, { namespace }),
    reader.list(resources.configMaps, { namespace, labelSelector: managedSelector }),
  ]);
  const forVolsync = <T extends KubeObject>(resource: Resource<T>) =>
    withVolsync ? reader.list(resource, { namespace }) : Promise.resolve([]);
  const [destinations, sources, deployments, statefulSets, cronJobs, pods] = await Promise.all([
    reader.list(resources.replicationDestinations, { namespace }),
    forVolsync(resources.replicationSources),
    forVolsync(resources.deployments),
    forVolsync(resources.statefulSets),
    forVolsync(resources.cronJobs),
    reader.list(resources.pods, { namespace }),
  ]);
  const workloads = [
    ...deployments.map((object) => ({ kind: 'Deployment' as const, object })),
    ...statefulSets.map((object) => ({ kind: 'StatefulSet' as const, object })),
    ...cronJobs.map((object) => ({ kind: 'CronJob' as const, object })),
  ];
  return { pods, claims, snapshots, destinations, journals, sources, workloads, chosen, unread: reader.unread };
}

/** Chooses what volsyncctl has made. */
const managedSelector = Object.entries(managedBy)
  .map((pair) => pair.join('='))
  .join(',');

const selectable = [
  resources.pods,
  resources.persistentVolumeClaims,
  resources.volumeSnapshots,
  resources.replicationDestinations,
  resources.configMaps,
] as const;

/** The server alone knows what all a selector can mean. */
async function chosenUids(scope: Scope, reader: Reader): Promise<ReadonlySet<string>> {
  const lists = await Promise.all(selectable.map((resource) => reader.list<KubeObject>(resource, scope)));
  return new Set(lists.flat().map(({ metadata }) => metadata.uid ?? ''));
}

class Reader {
  readonly #unread = new Map<string, Unread>();
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  get unread(): readonly Unread[] {
    return [...this.#unread.values()];
  }

  /** Nothing where it may not be read, which is noted, and where there is no such kind: only kinds of CRDs can be absent. */
  async list<T extends KubeObject>(resource: Resource<T>, scope: Scope): Promise<readonly T[]> {
    try {
      return await this.#ports.cluster.list(resource, scope, this.#ports.signal);
    } catch (error) {
      if (isFailure(error, 'not-found') && isOfCrd(resource)) return [];
      if (!isFailure(error, 'forbidden')) throw error;
      this.#unread.set(resource.plural, { resource: resource.plural, message: error.message });
      return [];
    }
  }
}

function isOfCrd({ group }: Resource<KubeObject>): boolean {
  return group === 'volsync.backube' || group === 'snapshot.storage.k8s.io';
}
