import type { ClaimFacts } from '../../src/volsync/claim-facts.ts';
import type { Job, ObjectMeta, OwnerReference, Pod } from '../../src/kubernetes/objects.ts';
import type { StatefulSet } from '../../src/kubernetes/workloads.ts';

/** A namespace in which nothing mounts the PVC `web`. */
export function claimFacts(parts: Partial<ClaimFacts> = {}): ClaimFacts {
  return {
    namespace: 'home',
    claim: 'web',
    pods: [],
    deployments: [],
    replicaSets: [],
    statefulSets: [],
    jobs: [],
    cronJobs: [],
    autoscalers: [],
    scaledObjects: [],
    scaledJobs: [],
    destinations: [],
    ...parts,
  };
}

export function metaOf(name: string, parts: Partial<ObjectMeta> = {}): ObjectMeta {
  return { name, namespace: 'home', uid: `uid-${name}`, ...parts };
}

/** The owner reference that a controller writes. */
export function ownedBy(kind: string, name: string, apiVersion = 'apps/v1'): Pick<ObjectMeta, 'ownerReferences'> {
  const owner: OwnerReference = { apiVersion, kind, name, uid: `uid-${name}`, controller: true };
  return { ownerReferences: [owner] };
}

const volumesOf = (claims: readonly string[]) =>
  claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } }));

export function podWith(metadata: ObjectMeta, claims: readonly string[] = ['web']): Pod {
  return { metadata, spec: { volumes: volumesOf(claims) }, status: { phase: 'Running' } };
}

/** A Deployment, ReplicaSet or StatefulSet whose pods mount these PVCs. */
export function workload(
  metadata: ObjectMeta,
  { replicas = 1, claims = ['web'], ...spec }: StatefulSet['spec'] & { readonly claims?: readonly string[] } = {},
): StatefulSet {
  return { metadata, spec: { replicas, template: { spec: { volumes: volumesOf(claims) } }, ...spec } };
}

/** A Job whose pods mount the PVC. */
export function job(metadata: ObjectMeta): Job {
  return { metadata, spec: { template: { spec: { volumes: volumesOf(['web']) } } } };
}
