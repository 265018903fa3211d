import { policyRule } from '../judgement/policy-rule.ts';

export const policyMatch = policyRule({
  name: 'policy-match',
  harm: 'no-backup',
  summary: 'bound policies change the Job of a mover (dry run)',
  needs: ['policies', 'dry-run'],
  explanation:
    'A Job like those that VolSync creates for movers is sent to the API server as a dry run. If a policy adds volumes or init containers to movers, the response must have them; otherwise its conditions match no mover.',
});
