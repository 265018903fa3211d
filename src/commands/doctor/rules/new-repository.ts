import { statusRule } from '../judgement/status-rule.ts';

export const newRepository = statusRule({
  name: 'new-repository',
  harm: 'data-loss',
  reasons: ['new-repository'],
  summary: 'the last sync did not create a new repository',
  why: 'older backups are not in it: the path may be misspelt',
  explanation:
    'VolSync creates a repository if it finds none. A changed path or Secret therefore looks like a success, and the old backups are out of reach. Compare RESTIC_REPOSITORY with its previous value.',
});
