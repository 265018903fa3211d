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
  summary: 'no sync is stuck in a retry loop',
  why: 'VolSync restarts the mover endlessly, and its status still reports the last success',
  explanation:
    'The status does not show a failing mover: VolSync deletes the Job and creates it again. The cause is read from the log of the last mover that failed.',
});
