import type { Resource } from './cluster.ts';
import type {
  ConfigMap,
  Deployment,
  Job,
  KubeEvent,
  KubeObject,
  Node,
  PersistentVolumeClaim,
  Pod,
  Suspendable,
  VolumeSnapshot,
} from './objects.ts';
import type { Lease } from './lease.ts';
import type { HttpRoute, Ingress, Service } from './network.ts';
import type { Secret } from './secret.ts';
import type { PersistentVolume, StorageClass, VolumeSnapshotClass } from './storage.ts';
import type { VolumeSnapshotContent } from './volume-snapshot-content.ts';
import type { CronJob, HorizontalPodAutoscaler, ScaledJob, ScaledObject, StatefulSet } from './workloads.ts';

/** The kinds that are independent of VolSync. */
export const coreResources = {
  jobs: resource<Job>('batch/v1', 'jobs', 'Job'),
  pods: resource<Pod>('v1', 'pods', 'Pod'),
  persistentVolumeClaims: resource<PersistentVolumeClaim>('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim'),
  volumeSnapshots: resource<VolumeSnapshot>('snapshot.storage.k8s.io/v1', 'volumesnapshots', 'VolumeSnapshot'),
  volumeSnapshotContents: resource<VolumeSnapshotContent>(
    'snapshot.storage.k8s.io/v1',
    'volumesnapshotcontents',
    'VolumeSnapshotContent',
  ),
  volumeSnapshotClasses: resource<VolumeSnapshotClass>(
    'snapshot.storage.k8s.io/v1',
    'volumesnapshotclasses',
    'VolumeSnapshotClass',
  ),
  storageClasses: resource<StorageClass>('storage.k8s.io/v1', 'storageclasses', 'StorageClass'),
  secrets: resource<Secret>('v1', 'secrets', 'Secret'),
  namespaces: resource<KubeObject>('v1', 'namespaces', 'Namespace'),
  nodes: resource<Node>('v1', 'nodes', 'Node'),
  events: resource<KubeEvent>('events.k8s.io/v1', 'events', 'Event'),
  deployments: resource<Deployment>('apps/v1', 'deployments', 'Deployment'),
  statefulSets: resource<StatefulSet>('apps/v1', 'statefulsets', 'StatefulSet'),
  replicaSets: resource<Deployment>('apps/v1', 'replicasets', 'ReplicaSet'),
  horizontalPodAutoscalers: resource<HorizontalPodAutoscaler>(
    'autoscaling/v2',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler',
  ),
  kustomizations: resource<Suspendable>('kustomize.toolkit.fluxcd.io/v1', 'kustomizations', 'Kustomization'),
  helmReleases: resource<Suspendable>('helm.toolkit.fluxcd.io/v2', 'helmreleases', 'HelmRelease'),
  scaledObjects: resource<ScaledObject>('keda.sh/v1alpha1', 'scaledobjects', 'ScaledObject'),
  scaledJobs: resource<ScaledJob>('keda.sh/v1alpha1', 'scaledjobs', 'ScaledJob'),
  cronJobs: resource<CronJob>('batch/v1', 'cronjobs', 'CronJob'),
  leases: resource<Lease>('coordination.k8s.io/v1', 'leases', 'Lease'),
  configMaps: resource<ConfigMap>('v1', 'configmaps', 'ConfigMap'),
  persistentVolumes: resource<PersistentVolume>('v1', 'persistentvolumes', 'PersistentVolume'),
  services: resource<Service>('v1', 'services', 'Service'),
  ingresses: resource<Ingress>('networking.k8s.io/v1', 'ingresses', 'Ingress'),
  httpRoutes: resource<HttpRoute>('gateway.networking.k8s.io/v1', 'httproutes', 'HTTPRoute'),
} as const;

/** A resource from its API version and plural name. */
export function resource<T extends KubeObject>(apiVersion: string, plural: string, kind: string): Resource<T> {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return { group: group ?? '', version: version ?? '', plural, kind };
}
