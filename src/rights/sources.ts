import { optional, type Right } from './right.ts';

/** Verbs on ReplicationSources. */
export const sources = (verbs: readonly string[], purpose: string): Right => ({
  group: 'volsync.backube',
  resource: 'replicationsources',
  verbs,
  purpose,
});

/** Of every command that takes names. */
export const nameChecks: Right = {
  group: '',
  resource: 'namespaces',
  verbs: ['get'],
  purpose: 'to tell a wrong namespace from a wrong name',
  isOptional: true,
};

/** Of every command that tells of restores in place which are open. */
export const openRestores = optional(
  '',
  'configmaps',
  ['list'],
  'to know of restores in place that are open where their ReplicationSource was created again or is gone',
);

/** Of every command that looks at a snapshot; granted for all namespaces it sees apps anywhere. */
export const otherSources: Right = {
  ...sources(['list'], 'to see which other apps use the repository'),
  isOptional: true,
};
