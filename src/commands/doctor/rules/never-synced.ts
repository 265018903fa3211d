import { statusRule } from '../judgement/status-rule.ts';

export const neverSynced = statusRule({
  name: 'never-synced',
  harm: 'data-loss',
  reasons: ['never-synced'],
  summary: 'a first backup exists',
  why: 'if the app is removed now, its data is gone',
  explanation:
    'Between the creation of an app and its first complete backup, nothing can be restored. Trigger a backup right after you deploy an app.',
});
