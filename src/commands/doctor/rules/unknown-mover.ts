import { statusRule } from '../judgement/status-rule.ts';

export const unknownMover = statusRule({
  name: 'unknown-mover',
  harm: 'no-backup',
  reasons: ['unsupported-mover', 'forbidden', 'unreachable', 'unknown', 'starting'],
  summary: 'the state of each sync can be seen',
  why: 'whether this app is backed up is not known',
  explanation:
    'The mover is one whose copies volsyncctl cannot read, the objects of a running sync may not be read, or the app was created less than a minute ago.',
});
