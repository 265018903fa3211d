import { statusRule } from '../judgement/status-rule.ts';

export const staleBackup = statusRule({
  name: 'stale-backup',
  harm: 'no-backup',
  reasons: ['stale'],
  summary: 'the last backup is as recent as the schedule allows',
  why: 'a restore would lose everything since then',
  explanation:
    'The age of the last backup is judged against the schedule. The age is that of its data: a copy that was backed up late counts as old.',
});
