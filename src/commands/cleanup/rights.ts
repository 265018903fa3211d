import { optional, type Right } from '../../rights/right.ts';

const toRemove = 'to see what is left over and what uses it, and to remove it';
const forVolsync = 'for --volsync: to see whose an object of VolSync is, and whether it is in use';

const removing = (group: string, resource: string): Right => ({
  group,
  resource,
  verbs: ['list', 'delete'],
  purpose: toRemove,
});
const looking = (group: string, resource: string): Right => ({
  group,
  resource,
  verbs: ['list'],
  purpose: forVolsync,
  isOptional: true,
});

/** The rights of `cleanup`. What may not be read is reported as unknown, as is everything that it may use. */
export const cleanupRights: readonly Right[] = [
  removing('', 'pods'),
  removing('', 'persistentvolumeclaims'),
  removing('', 'configmaps'),
  removing('snapshot.storage.k8s.io', 'volumesnapshots'),
  removing('volsync.backube', 'replicationdestinations'),
  optional('coordination.k8s.io', 'leases', ['list', 'delete'], toRemove),
  looking('volsync.backube', 'replicationsources'),
  looking('apps', 'deployments'),
  looking('apps', 'statefulsets'),
  looking('batch', 'cronjobs'),
  {
    group: 'snapshot.storage.k8s.io',
    resource: 'volumesnapshotcontents',
    verbs: ['list'],
    purpose: 'for --volsync: to see what deletionPolicy Retain keeps of VolumeSnapshots that are gone',
    isOptional: true,
    scope: 'cluster',
  },
  {
    group: 'snapshot.storage.k8s.io',
    resource: 'volumesnapshotcontents',
    verbs: ['delete'],
    purpose: 'for --snapshot-contents: to remove them',
    isOptional: true,
    scope: 'cluster',
  },
];
