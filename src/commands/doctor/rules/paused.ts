import { statusRule } from '../judgement/status-rule.ts';

export const paused = statusRule({
  name: 'paused',
  harm: 'late-backup',
  reasons: ['paused'],
  summary: 'the source or destination is not paused',
  why: 'no sync completes while it is paused, and the waiting copy grows old',
  explanation:
    'spec.paused does not stop VolSync: the copy is still taken at the scheduled time, and that old copy is backed up when the pause ends. To stop backups for a while, use "volsyncctl suspend".',
});
