import type { Job } from '../../../kubernetes/objects.ts';
import { extraVolumes } from '../../../volsync/probe-job.ts';
import type { Facts } from '../facts.ts';
import { couldNotLook, fine, problem, type Judged, type Rule } from '../finding.ts';
import { clusterObject } from '../judgement/looked.ts';
import { isBound, moverPolicies, mutates, policyObject } from '../judgement/mover-policies.ts';
import type { MutatingAdmissionPolicy } from '../../../kubernetes/admission.ts';

const summary = 'bound policies change the Job of a mover (dry run)';

export const policyMatch: Rule<Facts> = {
  name: 'policy-match',
  harm: 'no-backup',
  summary,
  explanation:
    'A Job like those that VolSync creates for movers is sent to the API server as a dry run. If a policy adds volumes or init containers to movers, the response must have them; otherwise its conditions match no mover.',
  judge: (facts) => {
    const bound = moverPolicies(facts).filter((policy) => isBound(policy, facts));
    if (bound.length === 0 || facts.admitted === undefined) return [fine(clusterObject, summary)];
    const { admitted } = facts;
    if ('why' in admitted) return [couldNotLook(clusterObject, summary, admitted.why)];
    return bound.map((policy) => judge(policy, admitted.value));
  },
};

function judge(policy: MutatingAdmissionPolicy, job: Job): Judged {
  const object = policyObject(policy);
  const missing = [
    ...(mutates(policy, 'volumes') && extraVolumes(job).length === 0 ? ['volume'] : []),
    ...(mutates(policy, 'initContainers') && hasNoInit(job) ? ['init container'] : []),
  ];
  if (missing.length === 0) return fine(object, summary);
  return problem(object, {
    seen: `the Job of a mover has no ${missing.join(' and no ')} of ${policy.metadata.name} after a dry run`,
    why: 'the policy matches no mover, so movers lack what it should add',
    fix: 'volsyncctl policies -A',
    evidence: (policy.spec?.matchConditions ?? []).map(({ expression }) => expression),
    sure: 'likely',
  });
}

function hasNoInit(job: Job): boolean {
  return (job.spec?.template?.spec?.initContainers ?? []).length === 0;
}
