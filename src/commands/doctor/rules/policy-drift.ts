import { policyRule } from '../judgement/policy-rule.ts';

export const policyDrift = policyRule({
  name: 'policy-drift',
  harm: 'late-backup',
  summary: 'running movers have what new ones would get (dry run)',
  needs: ['dry-run'],
  explanation:
    'A mover that started before a policy was changed differs from what a new one would get. VolSync may end it at its next reconcile; the next mover gets what the policy says now. This is a note, not a problem.',
});
