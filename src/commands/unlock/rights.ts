import { repositoryRights } from '../../rights/repository.ts';
import { optional, type Right } from '../../rights/right.ts';
import { claimLeases, openRestores, sources } from '../../rights/sources.ts';

const inCluster = (group: string, resource: string, verbs: readonly string[], purpose: string): Right => ({
  ...optional(group, resource, verbs, purpose),
  scope: 'cluster',
});

/** The rights of `unlock`. With --wait it needs those of `trigger` as well. */
export const unlockRights: readonly Right[] = [
  sources(['list'], 'to find the apps'),
  ...repositoryRights,
  inCluster('', 'pods', ['list'], "to look for a lock's pod; without it, only locks older than 30 minutes are removed"),
  inCluster('events.k8s.io', 'events', ['list'], "to prove that a lock's missing pod belonged to this cluster"),
  inCluster('', 'nodes', ['get'], 'to see that the node of a missing pod is healthy'),
  optional('batch', 'jobs', ['delete'], 'to restart a mover Job that waits for its next retry'),
  openRestores,
  claimLeases,
];
