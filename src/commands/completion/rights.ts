import type { Right } from '../../rights/right.ts';
import { sources } from '../../rights/sources.ts';

/** The rights of shell completion. */
export const completionRights: readonly Right[] = [
  sources(['list'], 'to complete the names of apps'),
  {
    group: 'volsync.backube',
    resource: 'replicationdestinations',
    verbs: ['list'],
    purpose: 'to complete names after --destination',
    isOptional: true,
  },
  {
    group: '',
    resource: 'persistentvolumeclaims',
    verbs: ['list'],
    purpose: 'to complete names after pvc/',
    isOptional: true,
  },
  {
    group: 'storage.k8s.io',
    resource: 'storageclasses',
    verbs: ['list'],
    purpose: 'to complete names after --storage-class',
    isOptional: true,
    scope: 'cluster',
  },
  {
    group: 'snapshot.storage.k8s.io',
    resource: 'volumesnapshotclasses',
    verbs: ['list'],
    purpose: 'to complete names after --volume-snapshot-class',
    isOptional: true,
    scope: 'cluster',
  },
];
