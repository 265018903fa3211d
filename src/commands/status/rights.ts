import type { Right } from '../../rights/right.ts';
import { externalSecrets, networkPolicies } from '../../rights/repository.ts';
import { nameChecks, openRestores, sources } from '../../rights/sources.ts';

/** The rights of `status`. */
export const statusRights: readonly Right[] = [
  sources(['get', 'list', 'watch'], 'to find the apps; get for one by name, watch for --watch'),
  {
    group: 'volsync.backube',
    resource: 'replicationdestinations',
    verbs: ['list', 'watch'],
    purpose: 'to see the state of restores',
    isOptional: true,
  },
  {
    group: 'batch',
    resource: 'jobs',
    verbs: ['list', 'watch'],
    purpose: 'to see whether a sync fails',
    isOptional: true,
  },
  {
    group: '',
    resource: 'pods',
    verbs: ['list', 'watch'],
    purpose: 'to see which of its pods failed',
    isOptional: true,
  },
  { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'to explain why it failed', isOptional: true },
  {
    group: 'events.k8s.io',
    resource: 'events',
    verbs: ['list'],
    purpose: 'to show what a mover waits for, and for one app its warnings',
    isOptional: true,
  },
  {
    group: '',
    resource: 'persistentvolumeclaims',
    verbs: ['list'],
    purpose: 'to say which volume a mover waits for, whether a PVC is there, and for one app its cache and copies',
    isOptional: true,
  },
  {
    group: 'snapshot.storage.k8s.io',
    resource: 'volumesnapshots',
    verbs: ['list'],
    purpose: 'to see whether the VolumeSnapshot of a sync fails, and for one app all of them',
    isOptional: true,
  },
  {
    group: '',
    resource: 'secrets',
    verbs: ['get'],
    purpose: "for one app and for --fail-on: whether the repository's Secret exists; only its metadata is read",
    isOptional: true,
  },
  networkPolicies,
  externalSecrets,
  openRestores,
  nameChecks,
];
