import type { Right } from '../../rights/right.ts';
import { externalSecrets, networkPolicies } from '../../rights/repository.ts';
import { nameChecks, openRestores, sources } from '../../rights/sources.ts';

/** What `trigger` calls. */
export const triggerRights: readonly Right[] = [
  sources(['get', 'list', 'watch', 'patch'], 'to set the manual tag, to see the sync end, to take the tag back'),
  { group: 'batch', resource: 'jobs', verbs: ['list', 'watch'], purpose: "to find the sync's mover" },
  { group: '', resource: 'pods', verbs: ['list', 'watch'], purpose: 'to see how far it is, and when it fails' },
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
    purpose: 'to know the moment that is backed up',
  },
  { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'for the proof: the snapshot that the mover saved' },
  {
    group: '',
    resource: 'persistentvolumeclaims',
    verbs: ['get'],
    purpose: 'to refuse a source whose PVC is not there',
    isOptional: true,
  },
  {
    group: '',
    resource: 'secrets',
    verbs: ['get'],
    purpose: "to refuse a source whose repository's Secret is not there; only its metadata is asked for",
    isOptional: true,
  },
  {
    group: 'events.k8s.io',
    resource: 'events',
    verbs: ['list', 'watch'],
    purpose: 'to say what a mover waits for',
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
