import { statusRule } from '../judgement/status-rule.ts';

export const sharedRepository = statusRule({
  name: 'shared-repository',
  harm: 'data-loss',
  reasons: ['shared-repository'],
  summary: 'no other app backs up into the repository',
  why: 'a restore takes the newest snapshot, whoever made it, and each retain removes the snapshots of the other',
  explanation:
    'Host and path are the same in every snapshot of VolSync, so that two apps in one repository cannot be told apart. Give each app a path of its own.',
});
