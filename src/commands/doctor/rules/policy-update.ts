import { policyRule } from '../judgement/policy-rule.ts';

export const policyUpdate = policyRule({
  name: 'policy-update',
  harm: 'no-backup',
  summary: 'policies that add volumes to movers match UPDATE too',
  needs: ['policies', 'dry-run'],
  explanation:
    'VolSync rewrites the containers and volumes of its Jobs all the time. If a policy adds a volume only on CREATE, the next UPDATE drops it, the API server rejects that, and VolSync deletes and recreates the Job endlessly.',
});
