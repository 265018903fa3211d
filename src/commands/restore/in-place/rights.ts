import { core, optional, type Right } from '../../../rights/right.ts';
import { claimLeases, nameChecks, sources } from '../../../rights/sources.ts';

const snapshots = 'snapshot.storage.k8s.io';
const jobsPurpose = 'to follow the mover, and to find Jobs that mount the volume';
const suspendingAs = (tool: string) =>
  `where ${tool} applies the app: to suspend that, and to resume it; also in the namespaces of such objects`;

/** The rights for a restore into a volume in use: to find what would interfere, to suspend it, and to resume it. */
export const inPlaceRights: readonly Right[] = [
  sources(['get', 'list', 'watch', 'patch'], 'to find the volume, and to park all that backs it up'),
  {
    group: 'volsync.backube',
    resource: 'replicationdestinations',
    verbs: ['get', 'list', 'watch', 'create', 'delete'],
    purpose: 'for the restore itself, and to find others that write into the volume',
  },
  core('configmaps', ['get', 'list', 'create', 'patch', 'delete'], 'for the journal: what is still to be given back'),
  core(
    'persistentvolumeclaims',
    ['get', 'list', 'watch', 'create', 'delete'],
    'to find the volume, and to bring its data back from the safety net',
  ),
  {
    group: snapshots,
    resource: 'volumesnapshots',
    verbs: ['get', 'list', 'watch', 'create', 'delete'],
    purpose: 'for the safety net: the previous data',
  },
  core('pods', ['create', 'delete', 'list', 'watch'], 'to see who has the volume; for helper pods that compare files'),
  core('pods/log', ['get'], 'to read what the mover and helper pods say'),
  core('pods/exec', ['get', 'create'], 'to compare files in a helper pod; Kubernetes asks for create since 1.35'),
  scaled('deployments'),
  scaled('statefulsets'),
  scaled('replicasets'),
  { group: 'batch', resource: 'jobs', verbs: ['list', 'watch'], purpose: jobsPurpose },
  optional('batch', 'jobs', ['create', 'get'], 'as a dry run only: to see which volumes admission gives to movers'),
  { group: 'batch', resource: 'cronjobs', verbs: ['get', 'list'], purpose: 'to find those that mount the volume' },
  optional('batch', 'cronjobs', ['patch'], 'to suspend those that mount the volume'),
  {
    group: 'autoscaling',
    resource: 'horizontalpodautoscalers',
    verbs: ['list'],
    purpose: 'to know which would start stopped pods again',
  },
  optional('kustomize.toolkit.fluxcd.io', 'kustomizations', ['get', 'patch'], suspendingAs('Flux')),
  optional('helm.toolkit.fluxcd.io', 'helmreleases', ['get', 'patch'], suspendingAs('Flux')),
  optional('fluxcd.controlplane.io', 'resourcesets', ['get', 'patch'], suspendingAs('Flux Operator')),
  optional('keda.sh', 'scaledobjects', ['get', 'list', 'patch'], 'where KEDA scales the app: to pause that'),
  optional('keda.sh', 'scaledjobs', ['get', 'list', 'patch'], "where KEDA's Jobs mount the volume: to pause them"),
  {
    ...optional('argoproj.io', 'applications', ['get', 'list', 'patch'], suspendingAs('Argo CD')),
    scope: 'cluster',
  },
  {
    ...optional(snapshots, 'volumesnapshotclasses', ['list'], 'to choose the class of the safety net'),
    scope: 'cluster',
  },
  {
    ...optional(
      'storage.k8s.io',
      'storageclasses',
      ['get', 'list'],
      "to know the volume's driver, and to see that the cache's class exists",
    ),
    scope: 'cluster',
  },
  {
    ...optional('apps', 'deployments', ['list'], "to find the mover's image, unless --mover-image is set"),
    scope: 'volsync',
  },
  optional('events.k8s.io', 'events', ['list', 'watch'], 'to say why a pod does not start'),
  claimLeases,
  nameChecks,
];

function scaled(resource: string): Right {
  return {
    group: 'apps',
    resource,
    verbs: ['get', 'list', 'watch', 'patch'],
    purpose: 'to stop what mounts the volume, and to start it again',
  };
}
