import { optional, type Right } from './right.ts';

/** Verbs on ReplicationSources. */
export const sources = (verbs: readonly string[], purpose: string): Right => ({
  group: 'volsync.backube',
  resource: 'replicationsources',
  verbs,
  purpose,
});

/** For every command that accepts names. */
export const nameChecks: Right = {
  group: '',
  resource: 'namespaces',
  verbs: ['get'],
  purpose: 'to tell a wrong namespace from a wrong name',
  isOptional: true,
};

/** For every command that reports unfinished in-place restores. */
export const openRestores = optional(
  '',
  'configmaps',
  ['list'],
  'to report unfinished in-place restores whose ReplicationSource was recreated or is gone',
);

/** For every command that judges a snapshot; granted for all namespaces, it sees apps anywhere. */
export const otherSources: Right = {
  ...sources(['list'], 'to see which other apps use the repository'),
  isOptional: true,
};

/** For every command that writes to a volume, backs it up, or removes the locks of a repository. */
export const claimLeases = optional(
  'coordination.k8s.io',
  'leases',
  ['get', 'list', 'create', 'patch', 'delete'],
  'to keep other runs of volsyncctl from a volume or repository that is in use',
);
