import { statusRule } from '../judgement/status-rule.ts';

export const appStopped = statusRule({
  name: 'app-stopped',
  harm: 'no-backup',
  reasons: ['app-stopped'],
  summary: 'no trigger --quiesce is unfinished',
  why: 'the app is stopped, or a command of --exec-after has not run',
  explanation:
    'A "trigger --quiesce" is running, or was killed before it could start the app again. "volsyncctl trigger APP --unquiesce" starts what it has stopped, with as many replicas as before, and resumes what it has suspended.',
});
