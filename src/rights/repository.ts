import type { Right } from './right.ts';
import { nameChecks } from './sources.ts';

/** For messages about a Secret that does not open the repository. */
export const externalSecrets: Right = {
  group: 'external-secrets.io',
  resource: 'externalsecrets',
  verbs: ['list'],
  purpose: 'to name the ExternalSecret of a Secret that is missing or does not open the repository',
  isOptional: true,
};

/** For messages about a repository that does not answer. */
export const networkPolicies: Right = {
  group: 'networking.k8s.io',
  resource: 'networkpolicies',
  verbs: ['list'],
  purpose: 'to name the NetworkPolicy that may block a repository that does not answer',
  isOptional: true,
};

/** For every command that reads repositories. */
export const repositoryRights: readonly Right[] = [
  {
    group: '',
    resource: 'pods',
    verbs: ['create', 'delete', 'list', 'watch'],
    purpose: 'for the helper pods that look into the repositories',
  },
  { group: '', resource: 'pods/log', verbs: ['get'], purpose: 'to read what restic answered' },
  {
    group: 'apps',
    resource: 'deployments',
    verbs: ['list'],
    purpose: "to find the mover's image; without it --mover-image is needed",
    isOptional: true,
    scope: 'volsync',
  },
  {
    group: 'batch',
    resource: 'jobs',
    verbs: ['create', 'get'],
    purpose: 'as a dry run only: to see which volumes admission policies give to movers',
    isOptional: true,
  },
  {
    group: 'events.k8s.io',
    resource: 'events',
    verbs: ['list', 'watch'],
    purpose: 'to explain why a helper pod does not start',
    isOptional: true,
  },
  externalSecrets,
  networkPolicies,
  {
    ...nameChecks,
    purpose: 'to see whether movers run as root there, and to distinguish a wrong namespace from a wrong name',
  },
];
