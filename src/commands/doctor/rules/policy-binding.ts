import { policyRule } from '../judgement/policy-rule.ts';

export const policyBinding = policyRule({
  name: 'policy-binding',
  harm: 'no-backup',
  summary: 'admission policies for movers are bound',
  needs: ['policies'],
  explanation:
    'A MutatingAdmissionPolicy does nothing until a MutatingAdmissionPolicyBinding names it. Without one, movers lack what it adds, such as the volume with the repository.',
});
