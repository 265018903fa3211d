import { statusRule } from '../judgement/status-rule.ts';

export const openRestore = statusRule({
  name: 'open-restore',
  harm: 'data-loss',
  reasons: ['open-restore'],
  summary: 'no in-place restore is unfinished',
  why: 'the app is stopped and not backed up until the restore is resumed or rolled back',
  explanation:
    'An in-place restore was interrupted. The workload is scaled down, the schedule is parked, and the data may be half restored. "volsyncctl restore resume" finishes it; "volsyncctl restore abort" brings back the previous data.',
});
