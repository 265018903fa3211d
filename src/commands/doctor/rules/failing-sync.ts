import { statusRule } from '../judgement/status-rule.ts';

export const failingSync = statusRule({
  name: 'failing-sync',
  harm: 'no-backup',
  reasons: [
    'failing',
    'killed',
    'unreadable-files',
    'wrong-password',
    'repository-missing',
    'repository-unreachable',
    'damaged',
    'no-space',
  ],
  summary: 'no sync is in a retry loop',
  why: 'VolSync starts the mover again without end, and its status still reports the last success',
  explanation:
    'A failing mover is not visible in the status: VolSync deletes the Job and starts it again. The cause is read from the log of the last mover that failed.',
});
