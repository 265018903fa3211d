import type { Right } from '../../rights/right.ts';
import { nameChecks, openRestores, sources } from '../../rights/sources.ts';

/** The rights of `logs`. */
export const logsRights: readonly Right[] = [
  sources(['get', 'list', 'watch'], 'to find the app, to list those that exist, to see a sync end'),
  { group: 'batch', resource: 'jobs', verbs: ['list', 'watch'], purpose: "to find the app's movers" },
  { group: '', resource: 'pods', verbs: ['list', 'watch'], purpose: 'to follow movers over retries' },
  { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'to read their logs' },
  {
    group: 'volsync.backube',
    resource: 'replicationdestinations',
    verbs: ['get', 'list', 'watch'],
    purpose: 'for --destination',
    isOptional: true,
  },
  {
    group: '',
    resource: 'persistentvolumeclaims',
    verbs: ['get'],
    purpose: 'for --destination with the name of an app',
    isOptional: true,
  },
  {
    group: 'events.k8s.io',
    resource: 'events',
    verbs: ['list', 'watch'],
    purpose: 'for --events and --job',
    isOptional: true,
  },
  {
    group: 'apps',
    resource: 'deployments',
    verbs: ['list'],
    purpose: "for --controller: to find VolSync's Deployment",
    isOptional: true,
    scope: 'volsync',
  },
  {
    group: '',
    resource: 'pods',
    verbs: ['list', 'watch'],
    purpose: 'for --controller: to find its pods',
    isOptional: true,
    scope: 'volsync',
  },
  {
    group: '',
    resource: 'pods/log',
    verbs: ['get'],
    purpose: 'for --controller: to read its log',
    isOptional: true,
    scope: 'volsync',
  },
  openRestores,
  nameChecks,
];
