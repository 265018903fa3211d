import { createdBy } from '../../../volsync/orphan.ts';
import type { Facts } from '../facts.ts';
import { fine, problem, type Judged, type Rule } from '../finding.ts';
import type { NetworkPolicy } from '../kinds.ts';
import { looked, placeObject } from '../judgement/looked.ts';
import { objectOf } from '../judgement/status-rule.ts';

const summary = 'no NetworkPolicy keeps movers from the repository';

export const networkPolicy: Rule<Facts> = {
  name: 'network-policy',
  harm: 'no-backup',
  summary,
  explanation:
    'Where a repository cannot be reached and a NetworkPolicy restricts the egress of movers, the policy is the likely cause. Helper pods carry the labels of movers, so that they see what movers see.',
  judge: (facts) =>
    looked(facts.objects.networkPolicies, { object: placeObject(facts), summary }, (policies) =>
      facts.sources.map((status) => judge(status, policies, facts)),
    ),
};

function judge(status: Facts['sources'][number], policies: readonly NetworkPolicy[], facts: Facts): Judged {
  const object = objectOf(status);
  const { uid } = status.object.metadata;
  const verdict = facts.repositories?.find(({ source }) => source.metadata.uid === uid)?.verdict;
  const isCutOff =
    verdict?.reason === 'repository-unreachable' ||
    status.problems.some(({ cause }) => cause === 'repository-unreachable');
  const labels = { ...status.object.spec?.restic?.moverPodLabels, [createdBy]: 'volsync' };
  const holding = policies.filter((policy) => restricts(policy, object.namespace, labels));
  if (!isCutOff || holding.length === 0) return fine(object, summary);
  const names = holding.map(({ metadata }) => metadata.name).join(', ');
  return problem(object, {
    seen: `the repository cannot be reached, and NetworkPolicy ${names} restricts the egress of movers`,
    why: 'movers cannot reach the server of the repository',
    fix: `kubectl describe networkpolicy ${holding[0]?.metadata.name ?? ''} -n ${object.namespace ?? ''}`,
    sure: 'likely',
  });
}

function restricts(
  { metadata, spec }: NetworkPolicy,
  namespace: string | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  const { matchLabels = {}, matchExpressions } = spec?.podSelector ?? {};
  const isSelecting = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  const isOfEgress = spec?.policyTypes?.includes('Egress') === true;
  return metadata.namespace === namespace && isOfEgress && isSelecting && matchExpressions === undefined;
}
