import { problem, type Rule } from '../finding.ts';
import type { OfflineFacts } from './facts.ts';
import { isRecord, type ManifestObject } from './manifests.ts';

const policyUpdate: Rule<OfflineFacts> = {
  name: 'policy-update',
  harm: 'no-backup',
  summary: 'a policy that adds volumes to movers matches UPDATE too',
  explanation:
    'At each reconcile VolSync rewrites the volumes of its Jobs, without those that a policy added. A policy that matches only CREATE does not add them again, the API server rejects the change, and VolSync deletes the running mover, again and again.',
  judge: ({ objects }) =>
    moverPolicies(objects).flatMap((policy) => {
      const rules = jobRules(policy);
      const isUpdated = rules.some(({ operations }) => operations.includes('UPDATE') || operations.includes('*'));
      if (isUpdated || !/volumes|volumeMounts/.test(JSON.stringify(policy.body['spec']))) return [];
      return [
        problem(policy.at('spec', 'matchConstraints'), {
          seen: 'it adds volumes to mover Jobs on CREATE, but not on UPDATE',
          why: 'at each reconcile VolSync deletes the running mover',
          fix: 'operations: [CREATE, UPDATE]; volsyncctl policies render generates such a policy',
        }),
      ];
    }),
};

const policyBinding: Rule<OfflineFacts> = {
  name: 'policy-binding',
  harm: 'no-backup',
  summary: 'a policy for movers has a binding',
  explanation: 'A MutatingAdmissionPolicy without a MutatingAdmissionPolicyBinding does nothing.',
  judge: ({ objects }) =>
    moverPolicies(objects).flatMap((policy) => {
      const isBound = objects.some(
        ({ kind, body }) =>
          kind === 'MutatingAdmissionPolicyBinding' &&
          isRecord(body['spec']) &&
          body['spec']['policyName'] === policy.name,
      );
      if (isBound) return [];
      const seen = 'the manifests have no MutatingAdmissionPolicyBinding for it';
      return [
        problem(policy.at(), {
          seen,
          why: 'without one it does nothing',
          fix: 'volsyncctl policies render',
          sure: 'likely',
        }),
      ];
    }),
};

function moverPolicies(objects: readonly ManifestObject[]): readonly ManifestObject[] {
  return objects.filter((object) => {
    const isPolicy = object.kind === 'MutatingAdmissionPolicy' && jobRules(object).length > 0;
    return isPolicy && JSON.stringify(object.body['spec']).includes('volsync');
  });
}

/** The rules of a policy that match Jobs. */
function jobRules({ body }: ManifestObject): readonly { readonly operations: readonly unknown[] }[] {
  const spec = isRecord(body['spec']) ? body['spec'] : {};
  const constraints = isRecord(spec['matchConstraints']) ? spec['matchConstraints'] : {};
  const rules = Array.isArray(constraints['resourceRules']) ? (constraints['resourceRules'] as readonly unknown[]) : [];
  return rules.flatMap((rule) => {
    if (!isRecord(rule) || !Array.isArray(rule['resources'])) return [];
    const isAboutJobs = ['jobs', '*'].some((name) => (rule['resources'] as readonly unknown[]).includes(name));
    return isAboutJobs
      ? [{ operations: Array.isArray(rule['operations']) ? (rule['operations'] as readonly unknown[]) : [] }]
      : [];
  });
}

/** The rules about admission policies. */
export const policyRules: readonly Rule<OfflineFacts>[] = [policyUpdate, policyBinding];
