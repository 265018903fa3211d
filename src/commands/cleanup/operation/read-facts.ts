import { isFailure, type Failure } from '../../../errors.ts';
import type { Resource, Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type {
  Deployment,
  KubeObject,
  PersistentVolumeClaim,
  Pod,
  VolumeSnapshot,
} from '../../../kubernetes/objects.ts';
import type { Lease } from '../../../kubernetes/lease.ts';
import type { CronJob } from '../../../kubernetes/workloads.ts';
import type { VolumeSnapshotContent } from '../../../kubernetes/volume-snapshot-content.ts';
import { resources } from '../../../volsync/resources.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { managedBy } from '../../../helper-pod/manifest.ts';
import type { CleanupSelector, Unread } from './leftover.ts';

/** All possible leftovers, and everything that may use them. */
export interface CleanupFacts {
  /** The namespace that was read; undefined for all. */
  readonly namespace: string | undefined;
  readonly pods: readonly Pod[];
  readonly claims: readonly PersistentVolumeClaim[];
  readonly snapshots: readonly VolumeSnapshot[];
  /** Of all namespaces; only with `withVolsync` or `withSnapshotContents`. */
  readonly contents: readonly VolumeSnapshotContent[];
  readonly destinations: readonly ReplicationDestination[];
  readonly journals: readonly KubeObject[];
  readonly leases: readonly Lease[];
  /** Only with `withVolsync`, as is the next one. */
  readonly sources: readonly ReplicationSource[];
  /** Pod templates that name PVCs even while they have no pods. */
  readonly workloads: readonly Workload[];
  /** The UIDs of the objects that the label selector matches; undefined without a selector. */
  readonly chosen: ReadonlySet<string> | undefined;
  readonly unread: readonly Unread[];
  /** What is not shown, without affecting the rest. */
  readonly notes: readonly string[];
}

interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'CronJob';
  readonly object: Deployment | CronJob;
}

type Ports = ClusterContext<'list'>;

/**
 * One list per kind, and one more with a label selector. Owners and users are read after what they may own and use:
 * otherwise an object created in between would appear to have none.
 */
export async function readCleanupFacts(scope: Scope, selector: CleanupSelector, ports: Ports): Promise<CleanupFacts> {
  const { namespace, labelSelector } = scope;
  const { withVolsync } = selector;
  const reader = new Reader(withVolsync, ports);
  const [chosen, contents] = await Promise.all([
    labelSelector === undefined ? undefined : chosenUids({ namespace, labelSelector }, reader),
    readContents(selector, reader),
  ]);
  const [snapshots, claims, journals, leases] = await Promise.all([
    reader.list(resources.volumeSnapshots, { namespace }),
    reader.list(resources.persistentVolumeClaims, { namespace }),
    reader.list(resources.configMaps, { namespace, labelSelector: managedSelector }),
    reader.listIfAllowed(resources.leases, hiddenLeases, { namespace, labelSelector: managedSelector }),
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
  reader.throwIfCutOff();
  const { unread, notes } = reader;
  return {
    namespace,
    pods,
    claims,
    snapshots,
    contents,
    destinations,
    journals,
    leases,
    sources,
    workloads,
    chosen,
    unread,
    notes,
  };
}

/** They require a cluster-wide right: without it this is reported, and fails only if they were requested. */
async function readContents(
  { withVolsync, withSnapshotContents }: CleanupSelector,
  reader: Reader,
): Promise<readonly VolumeSnapshotContent[]> {
  if (withSnapshotContents) return reader.list(resources.volumeSnapshotContents, {});
  return withVolsync ? reader.listIfAllowed(resources.volumeSnapshotContents, hiddenContents) : [];
}

const hiddenContents = 'VolumeSnapshotContents cannot be read, so what deletionPolicy Retain keeps is not shown';

const hiddenLeases = 'Leases cannot be read: those of interrupted runs are not shown, and expire by themselves';

/** Selects what volsyncctl has created. */
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

/** Only the server knows everything that a selector can mean. */
async function chosenUids(scope: Scope, reader: Reader): Promise<ReadonlySet<string>> {
  const lists = await Promise.all([
    ...selectable.map((resource) => reader.list<KubeObject>(resource, scope)),
    reader.listIfAllowed<KubeObject>(resources.leases, hiddenLeases, scope),
  ]);
  return new Set(lists.flat().map(({ metadata }) => metadata.uid ?? ''));
}

class Reader {
  readonly notes: string[] = [];
  readonly #unread = new Map<string, Failure>();
  readonly #withVolsync: boolean;
  readonly #ports: Ports;
  #hasRead = false;

  constructor(withVolsync: boolean, ports: Ports) {
    this.#withVolsync = withVolsync;
    this.#ports = ports;
  }

  get unread(): readonly Unread[] {
    return [...this.#unread].map(([resource, { kind, message, hint }]) => ({ resource, reason: kind, message, hint }));
  }

  /**
   * Empty, and recorded as unread, if the list could not be read: a list that is forbidden, truncated or not served
   * proves nothing. A kind that is proven not to exist has no objects.
   */
  async list<T extends KubeObject>(resource: Resource<T>, scope: Scope): Promise<readonly T[]> {
    try {
      const objects = await this.#ports.cluster.list(resource, scope, this.#ports.signal);
      this.#hasRead = true;
      return objects;
    } catch (error) {
      if (!isFailure(error) || error.kind === 'interrupted') throw error;
      if (error.kind === 'not-found' && !mayBeUnserved(resource)) throw error;
      if (error.kind !== 'not-found' || this.#isOwner(resource)) this.#unread.set(resource.plural, error);
      return [];
    }
  }

  /** The same; without the right to it only a note is added. */
  async listIfAllowed<T extends KubeObject>(
    resource: Resource<T>,
    note: string,
    scope: Scope = {},
  ): Promise<readonly T[]> {
    const objects = await this.list(resource, scope);
    if (this.#unread.get(resource.plural)?.kind !== 'forbidden') return objects;
    this.#unread.delete(resource.plural);
    if (!this.notes.includes(note)) this.notes.push(note);
    return [];
  }

  /** A server that did not answer at all, or rejected the credentials, makes the whole command fail. */
  throwIfCutOff(): void {
    const away = [...this.#unread.values()].find(
      ({ kind, missingRight }) =>
        kind === 'unreachable' || kind === 'timeout' || (kind === 'forbidden' && missingRight === undefined),
    );
    if (!this.#hasRead && away !== undefined) throw away;
  }

  /**
   * While VolSync's CRDs are missing, during an upgrade or before a restore of the cluster, none of its objects is an
   * orphan.
   */
  #isOwner({ group }: Resource<KubeObject>): boolean {
    return this.#withVolsync && group === 'volsync.backube';
  }
}

function mayBeUnserved({ group }: Resource<KubeObject>): boolean {
  return ['volsync.backube', 'snapshot.storage.k8s.io', 'coordination.k8s.io'].includes(group);
}
