import { createdBy } from '../../../volsync/orphan.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import { egressLimit, isFolder, type NetworkPolicy } from '../../../volsync/network-policy.ts';
import { judgeListed, placeObject } from '../judgement/judge-listed.ts';
import { objectOf } from '../judgement/status-rule.ts';

const summary = 'no NetworkPolicy blocks movers from the repository';

export const networkPolicy: Rule<Facts> = {
  name: 'network-policy',
  harm: 'no-backup',
  summary,
  explanation:
    'If a repository cannot be reached and a NetworkPolicy restricts the egress of movers, the policy is the likely cause. Helper pods have the labels of movers, so the same policies apply to them.',
  helperPod: 'repositories',
  judge: (facts) =>
    judgeListed(facts.objects.networkPolicies, { object: placeObject(facts), summary }, (policies) =>
      facts.sources.map((status) => judge(status, policies, facts)),
    ),
};

function judge(status: Facts['sources'][number], policies: readonly NetworkPolicy[], facts: Facts): Judged {
  const object = objectOf(status);
  const { uid } = status.object.metadata;
  const seen = facts.repositories?.find(({ source }) => source.metadata.uid === uid);
  const isUnreached =
    seen?.verdict.reason === 'repository-unreachable' ||
    status.problems.some(({ cause }) => cause === 'repository-unreachable');
  const labels = { ...status.object.spec?.restic?.moverPodLabels, [createdBy]: 'volsync' };
  const limit = egressLimit(policies, { namespace: object.namespace ?? '', labels });
  // The kubelet mounts a folder, which NetworkPolicies do not affect.
  const isMounted = isFolder(seen?.verdict.repository ?? '');
  if (!isUnreached || isMounted || limit === undefined) return fine(object, summary);
  return problem(object, {
    seen: `the repository cannot be reached, and ${limit.words.replace('this pod', 'its mover')}`,
    why: 'movers cannot reach the server of the repository',
    fix: limit.hint,
    sure: 'likely',
  });
}
