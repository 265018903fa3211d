import { statusRule } from '../judgement/status-rule.ts';

export const sharedRepository = statusRule({
  name: 'shared-repository',
  harm: 'data-loss',
  reasons: ['shared-repository'],
  summary: 'no other app backs up into the repository',
  why: "a restore takes the newest snapshot of either app, and each app's retain removes snapshots of the other",
  explanation:
    'Every snapshot of VolSync has the same host and path, so two apps in one repository cannot be told apart. Give each app its own path.',
});
