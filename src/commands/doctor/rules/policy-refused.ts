import { policyRule } from '../judgement/policy-rule.ts';

export const policyRefused = policyRule({
  name: 'policy-refused',
  harm: 'no-backup',
  summary: 'the API server accepts mover Jobs (dry run)',
  needs: ['dry-run'],
  explanation:
    'A Job like those that VolSync creates for movers is sent to the API server as a dry run. If a policy, a webhook or a quota rejects it, no backup or restore starts.',
});
