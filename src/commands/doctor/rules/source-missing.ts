import { statusRule } from '../judgement/status-rule.ts';

export const sourceMissing = statusRule({
  name: 'source-missing',
  harm: 'no-backup',
  reasons: ['source-missing'],
  summary: 'the PVC that is backed up exists',
  why: 'there is nothing to back up, and VolSync retries endlessly',
  explanation: 'spec.sourcePVC names a PVC that is not in the namespace. A typo looks the same as a deleted volume.',
});
