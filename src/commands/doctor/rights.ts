import { repositoryRights } from '../../rights/repository.ts';
import { optional, type Right } from '../../rights/right.ts';
import { openRestores, sources } from '../../rights/sources.ts';

const everywhere = (group: string, resource: string, purpose: string): Right => ({
  ...optional(group, resource, ['list'], purpose),
  scope: 'cluster',
});

/** The rights of `doctor`; without an optional right it reports which rules could not be checked. */
export const doctorRights: readonly Right[] = [
  sources(['list'], 'to find the apps'),
  ...repositoryRights.map((right): Right => ({ ...right, isOptional: true })),
  optional('volsync.backube', 'replicationdestinations', ['list'], 'to see the state of restores'),
  optional('batch', 'jobs', ['list'], 'to see whether a sync fails'),
  optional('', 'secrets', ['get'], "to see whether the repository's Secret exists; only its metadata is read"),
  optional('', 'persistentvolumeclaims', ['list'], 'to see volumes, caches, and PVCs without a backup'),
  optional('snapshot.storage.k8s.io', 'volumesnapshots', ['list'], 'to see whether copies are stuck'),
  optional('external-secrets.io', 'externalsecrets', ['list'], 'to see why a Secret is missing'),
  openRestores,
  everywhere('', 'namespaces', 'to see whether movers are privileged'),
  everywhere('storage.k8s.io', 'storageclasses', 'to see whether classes exist'),
  everywhere('snapshot.storage.k8s.io', 'volumesnapshotclasses', 'to see whether classes exist'),
  everywhere('snapshot.storage.k8s.io', 'volumesnapshotcontents', 'to see copies kept by deletionPolicy Retain'),
  everywhere(
    'admissionregistration.k8s.io',
    'mutatingadmissionpolicies',
    'to see what admission policies add to movers',
  ),
  everywhere('admissionregistration.k8s.io', 'mutatingadmissionpolicybindings', 'to see whether policies are bound'),
  everywhere('populator.storage.k8s.io', 'volumepopulators', 'to see whether VolSync may fill PVCs'),
  { ...optional('', 'pods', ['list'], "to find the pods of VolSync's controller"), scope: 'volsync' },
  { ...optional('', 'pods/log', ['get'], "to find recurring errors of VolSync's controller"), scope: 'volsync' },
  optional('volsync.backube', 'replicationsources', ['patch'], 'for --fix: to remove a manual tag'),
  optional('volsync.backube', 'replicationdestinations', ['patch'], 'for --fix: to remove a manual tag'),
  optional('', 'persistentvolumeclaims', ['delete'], 'for --fix: to remove a cache that cannot be resized'),
];
