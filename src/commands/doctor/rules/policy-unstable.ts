import { policyRule } from '../judgement/policy-rule.ts';

export const policyUnstable = policyRule({
  name: 'policy-unstable',
  harm: 'no-backup',
  summary: 'a second pass of admission does not change a mover (dry run)',
  needs: ['dry-run'],
  explanation:
    "VolSync rewrites a mover's Job at each reconcile, and the API server may call a policy twice. If the policy then adds something again, it changes the pod of the Job, which the API server rejects: VolSync deletes and recreates the Job endlessly.",
});
