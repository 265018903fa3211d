import { statusRule } from '../judgement/status-rule.ts';

export const staleLock = statusRule({
  name: 'stale-lock',
  harm: 'no-backup',
  reasons: ['locked'],
  summary: 'no lock in the repository stops the mover',
  why: 'backup, forget or prune fails at every try until the lock is gone',
  explanation:
    'restic leaves a lock behind when its process is killed. The mover then fails, and VolSync starts it again without end. "volsyncctl unlock" proves that the owner of each lock is dead before it removes any.',
});
