import { policyRule } from '../judgement/policy-rule.ts';

export const policyDrift = policyRule({
  name: 'policy-drift',
  harm: 'late-backup',
  summary: 'running movers match what new ones would get (dry run)',
  needs: ['dry-run'],
  explanation:
    'A mover that started before a policy changed differs from a new one. VolSync may delete it at its next reconcile; the next mover gets what the policy adds now. This is a note, not a problem.',
});
