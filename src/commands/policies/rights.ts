import type { Right } from '../../rights/right.ts';
import { optional } from '../../rights/right.ts';

const group = 'admissionregistration.k8s.io';
const kinds = ['mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'] as const;

/** The rights of `policies`. Policies are cluster-scoped, so only a ClusterRole grants them. */
export const policiesRights: readonly Right[] = [
  { group: 'volsync.backube', resource: 'replicationsources', verbs: ['list'], purpose: 'to find the apps' },
  optional('volsync.backube', 'replicationdestinations', ['list'], 'for the migration to moverVolumes'),
  optional(
    'volsync.backube',
    'replicationsources',
    ['create'],
    'as a dry run only: to see whether moverVolumes accepts NFS',
  ),
  optional('batch', 'jobs', ['create'], 'as a dry run only: to see what policies add to movers'),
  optional('batch', 'jobs', ['list'], 'to compare running movers with new ones'),
  ...kinds.map((resource) => ({
    ...optional(group, resource, ['list'], 'to see which policies exist'),
    scope: 'cluster' as const,
  })),
  ...kinds.map((resource) => ({
    ...optional(group, resource, ['get', 'create', 'patch', 'delete'], 'for install and its rollback'),
    scope: 'cluster' as const,
  })),
  {
    ...optional(group, 'mutatingwebhookconfigurations', ['list'], 'to see which webhooks may change movers'),
    scope: 'cluster',
  },
];
