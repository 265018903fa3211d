import { statusRule } from '../judgement/status-rule.ts';

export const moverMissing = statusRule({
  name: 'mover-missing',
  harm: 'no-backup',
  reasons: ['no-mover'],
  summary: 'exactly one mover is set',
  why: 'VolSync does nothing for this object',
  explanation:
    'VolSync requires exactly one of restic, rclone, rsync, rsyncTLS and syncthing. The API accepts none or several, and VolSync then only sets a condition. Edit the object and keep one.',
});
