import { optional, type Right } from '../../rights/right.ts';
import { externalSecrets, networkPolicies } from '../../rights/repository.ts';
import { claimLeases, nameChecks, openRestores, sources } from '../../rights/sources.ts';

const stopping = 'for --quiesce: to find what mounts the volume, to stop it, and to start it again';

/** Without these rights nothing is stopped; patch is checked for the name of each object to be stopped. */
export const stopRights: readonly Right[] = [
  ...['deployments', 'statefulsets', 'replicasets'].map((resource) =>
    optional('apps', resource, ['get', 'list', 'watch', 'patch'], stopping),
  ),
  optional('batch', 'cronjobs', ['get', 'list', 'patch'], 'for --quiesce: to suspend those that mount the volume'),
  optional(
    'autoscaling',
    'horizontalpodautoscalers',
    ['list'],
    'for --quiesce: to know which would start stopped pods',
  ),
  optional(
    'volsync.backube',
    'replicationdestinations',
    ['list'],
    'for --quiesce: to find what writes into the volume',
  ),
];

const suspending = 'for --quiesce: to suspend what would start the app again, and to resume it';

/** Requests that only `--quiesce`, `--exec` and `--unquiesce` send. */
const quiesceRights: readonly Right[] = [
  ...stopRights,
  optional('', 'persistentvolumeclaims', ['patch'], 'for --quiesce: to set the copy trigger of a PVC that uses them'),
  optional('kustomize.toolkit.fluxcd.io', 'kustomizations', ['get', 'patch'], suspending),
  optional('helm.toolkit.fluxcd.io', 'helmreleases', ['get', 'patch'], suspending),
  optional('fluxcd.controlplane.io', 'resourcesets', ['get', 'patch'], suspending),
  optional('keda.sh', 'scaledobjects', ['get', 'list', 'patch'], suspending),
  optional('keda.sh', 'scaledjobs', ['get', 'list', 'patch'], suspending),
  { ...optional('argoproj.io', 'applications', ['get', 'list', 'patch'], suspending), scope: 'cluster' },
  optional('', 'pods', ['get'], 'for --exec: to find the pod'),
  optional('', 'pods/exec', ['get', 'create'], 'for --exec: to run the command; Kubernetes asks for create since 1.35'),
];

/** What `trigger` calls. */
export const triggerRights: readonly Right[] = [
  sources(['get', 'list', 'watch', 'patch'], 'to set the manual tag, to see the sync end, to remove the tag'),
  { group: 'batch', resource: 'jobs', verbs: ['list', 'watch'], purpose: "to find the sync's mover" },
  { group: '', resource: 'pods', verbs: ['list', 'watch'], purpose: 'to follow its progress and see it fail' },
  {
    group: '',
    resource: 'persistentvolumeclaims',
    verbs: ['list', 'watch'],
    purpose: 'to see the copy of the volume being made',
  },
  {
    group: 'snapshot.storage.k8s.io',
    resource: 'volumesnapshots',
    verbs: ['list', 'watch'],
    purpose: 'to know the time of the data',
  },
  { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'to prove it: the snapshot that the mover saved' },
  {
    group: '',
    resource: 'persistentvolumeclaims',
    verbs: ['get'],
    purpose: 'to refuse a source whose PVC does not exist',
    isOptional: true,
  },
  {
    group: '',
    resource: 'secrets',
    verbs: ['get'],
    purpose: "to refuse a source whose repository's Secret does not exist; only its metadata is read",
    isOptional: true,
  },
  {
    group: 'events.k8s.io',
    resource: 'events',
    verbs: ['list', 'watch'],
    purpose: 'to show what a mover waits for',
    isOptional: true,
  },
  {
    group: 'apps',
    resource: 'deployments',
    verbs: ['list'],
    purpose: 'to refuse at once while VolSync is scaled to 0',
    isOptional: true,
    scope: 'cluster',
  },
  networkPolicies,
  externalSecrets,
  openRestores,
  claimLeases,
  nameChecks,
  ...quiesceRights,
];
