import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type Rule } from '../finding.ts';
import { clusterObject, looked } from '../judgement/looked.ts';
import { isBound, moverPolicies, policyObject } from '../judgement/mover-policies.ts';

const summary = 'admission policies for movers are bound';

export const policyBinding: Rule<Facts> = {
  name: 'policy-binding',
  harm: 'no-backup',
  summary,
  explanation:
    'A MutatingAdmissionPolicy does nothing until a MutatingAdmissionPolicyBinding names it. Without one, movers lack what it adds, such as the volume with the repository.',
  judge: (facts) => {
    const { policies, policyBindings } = facts.cluster;
    if ('why' in policies) return [couldNotLook(clusterObject, summary, policies.why)];
    const own = moverPolicies(facts);
    if (own.length === 0) return [fine(clusterObject, 'no admission policy mentions VolSync')];
    return looked(policyBindings, { object: clusterObject, summary }, () =>
      own.map((policy) => {
        const object = policyObject(policy);
        if (isBound(policy, facts)) return fine(object, summary);
        return problem(object, {
          seen: `no MutatingAdmissionPolicyBinding names ${policy.metadata.name}`,
          why: 'the policy does nothing: movers lack what it adds',
          fix: 'volsyncctl policies -A',
        });
      }),
    );
  },
};
