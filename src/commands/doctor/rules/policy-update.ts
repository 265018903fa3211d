import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { moverPolicies, mutates, policyObject } from '../judgement/mover-policies.ts';

const summary = 'policies that add volumes to movers match UPDATE too';

export const policyUpdate: Rule<Facts> = {
  name: 'policy-update',
  harm: 'no-backup',
  summary,
  explanation:
    'VolSync rewrites the containers and volumes of its Jobs all the time. If a policy adds a volume only on CREATE, the next UPDATE drops it, the API server rejects that, and VolSync deletes and recreates the Job endlessly.',
  judge: (facts) =>
    moverPolicies(facts).map((policy) => {
      const operations = policy.spec?.matchConstraints?.resourceRules?.flatMap((rule) => rule.operations ?? []) ?? [];
      const object = policyObject(policy);
      const hasUpdate = operations.includes('UPDATE') || operations.includes('*');
      if (!mutates(policy, 'volumes') || hasUpdate) return fine(object, summary);
      return problem(object, {
        seen: `${policy.metadata.name} matches ${operations.join(', ')} but not UPDATE, and it adds volumes`,
        why: "VolSync deletes and recreates each mover's Job endlessly",
        fix: `kubectl edit mutatingadmissionpolicy ${policy.metadata.name}`,
      });
    }),
};
