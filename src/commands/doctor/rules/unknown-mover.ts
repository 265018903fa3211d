import { statusRule } from '../judgement/status-rule.ts';

export const unknownMover = statusRule({
  name: 'unknown-mover',
  harm: 'no-backup',
  reasons: ['unsupported-mover', 'forbidden', 'unreachable', 'unknown', 'starting'],
  summary: 'the state of the sync is known',
  why: 'this app may not be backed up',
  explanation:
    'volsyncctl cannot read the copies of this mover, has no permission to read the objects of a running sync, or the app was created less than a minute ago.',
});
