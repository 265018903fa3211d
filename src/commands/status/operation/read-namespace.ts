import { isFailure } from '../../../errors.ts';
import type { Cluster, Resource, Scope } from '../../../kubernetes/cluster.ts';
import type {
  Job,
  KubeEvent,
  KubeObject,
  PersistentVolumeClaim,
  Pod,
  VolumeSnapshot,
} from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import type { OpenJournals } from '../../../volsync/open-restore.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { madeByVolSync } from '../../../volsync/mover-names.ts';
import { openJournals } from '../../../sources/open-restores.ts';
import { allowed, type Allowed } from '../../../kubernetes/allowed.ts';

/** Everything in a namespace that may belong to its apps. */
export interface NamespaceObjects {
  readonly sources: Allowed<readonly ReplicationSource[]>;
  readonly destinations: Allowed<readonly ReplicationDestination[]>;
  readonly jobs: Allowed<readonly Job[]>;
  readonly pods: Allowed<readonly Pod[]>;
  readonly claims: Allowed<readonly PersistentVolumeClaim[]>;
  readonly snapshots: Allowed<readonly VolumeSnapshot[]>;
  readonly warnings: Allowed<readonly KubeEvent[]>;
  readonly journals: OpenJournals;
}

/** Reads it with one list per kind, concurrently; kinds that may not be read have the reason. */
export async function readNamespace(
  cluster: Pick<Cluster, 'list'>,
  namespace: string,
  signal: AbortSignal,
): Promise<NamespaceObjects> {
  const made = { namespace, labelSelector: madeByVolSync };
  const list = <T extends KubeObject>(resource: Resource<T>, scope: Scope) =>
    allowed(cluster.list(resource, scope, signal));
  const [sources, destinations, jobs, pods, claims, snapshots, warnings, journals] = await Promise.all([
    list(resources.replicationSources, { namespace }),
    list(resources.replicationDestinations, { namespace }),
    list(resources.jobs, made),
    list(resources.pods, made),
    list(resources.persistentVolumeClaims, { namespace }),
    allowed(withoutKind(cluster.list(resources.volumeSnapshots, made, signal))),
    list(resources.events, { namespace, fieldSelector: 'type=Warning' }),
    openJournals({ namespace }, { cluster, signal }),
  ]);
  return { sources, destinations, jobs, pods, claims, snapshots, warnings, journals };
}

/** A cluster without VolumeSnapshots has none. */
async function withoutKind<T>(objects: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await objects;
  } catch (error) {
    if (isFailure(error, 'not-found')) return [];
    throw error;
  }
}
