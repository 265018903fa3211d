import { statusRule } from '../judgement/status-rule.ts';

export const staleBackup = statusRule({
  name: 'stale-backup',
  harm: 'no-backup',
  reasons: ['stale'],
  summary: 'the last backup is as recent as the schedule allows',
  why: 'a restore would lose everything since then',
  explanation:
    'The age of the last backup is judged by the schedule, by the time that its data is of: a copy that was backed up late counts as old.',
});
