import { policyRule } from '../judgement/policy-rule.ts';

export const policyUnstable = policyRule({
  name: 'policy-unstable',
  harm: 'no-backup',
  summary: 'a second pass of admission leaves a mover as it is (dry run)',
  needs: ['dry-run'],
  explanation:
    'VolSync writes the Job of a mover again at each reconcile, and the API server may call a policy twice. A policy that then adds once more changes the pod of a Job, which the API server refuses: VolSync deletes and creates the Job without end.',
});
