import type { Right } from '../../rights/right.ts';
import { externalSecrets, networkPolicies } from '../../rights/repository.ts';
import { nameChecks, openRestores, sources } from '../../rights/sources.ts';

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
    place: 'cluster',
  },
  networkPolicies,
  externalSecrets,
  openRestores,
  nameChecks,
];
