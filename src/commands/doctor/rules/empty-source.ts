import { statusRule } from '../judgement/status-rule.ts';

export const emptySource = statusRule({
  name: 'empty-source',
  harm: 'no-backup',
  reasons: ['empty-source'],
  summary: 'the last sync found files to back up',
  why: 'VolSync reports success although nothing was backed up',
  explanation:
    'The mover skips an empty volume and reports success; a due prune is skipped too, but recorded as done. Files that were there before are only in older snapshots.',
});
