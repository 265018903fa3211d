import { statusRule } from '../judgement/status-rule.ts';

export const unknownMover = statusRule({
  name: 'unknown-mover',
  harm: 'no-backup',
  reasons: ['unsupported-mover', 'forbidden', 'unreachable', 'unknown'],
  summary: 'the state of each sync can be seen',
  why: 'whether this app is backed up is not known',
  explanation:
    'The mover is one whose copies volsyncctl cannot read, or the objects of a running sync may not be read.',
});
