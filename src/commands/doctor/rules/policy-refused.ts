import { policyRule } from '../judgement/policy-rule.ts';

export const policyRefused = policyRule({
  name: 'policy-refused',
  harm: 'no-backup',
  summary: 'the API server takes the Jobs of movers (dry run)',
  needs: ['dry-run'],
  explanation:
    'A Job as VolSync creates it for a mover is sent to the API server as a dry run. Where a policy, a webhook or a quota refuses it, no backup and no restore starts.',
});
