import { admissionResources, policyVersions } from './admission.ts';
import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding, PolicyVersion } from './admission.ts';
import type { ClusterContext } from './context.ts';
import { firstServed } from './first-served.ts';

/** The policies of the cluster, in the newest version that its API server serves. */
export interface ServedPolicies {
  readonly version: PolicyVersion;
  readonly policies: readonly MutatingAdmissionPolicy[];
  readonly bindings: readonly MutatingAdmissionPolicyBinding[];
}

type Ports = ClusterContext<'list'>;

/**
 * Lists policies and bindings; undefined if the API server does not serve these kinds (before 1.36 they are off by
 * default).
 */
export async function servedPolicies({ cluster, signal }: Ports): Promise<ServedPolicies | undefined> {
  const versions = policyVersions.map((version) => ({ version, kinds: admissionResources(version) }));
  return firstServed(versions, async ({ version, kinds }) => {
    const [policies, bindings] = await Promise.all([
      cluster.list(kinds.policies, {}, signal),
      cluster.list(kinds.bindings, {}, signal),
    ]);
    return { version, policies, bindings };
  });
}
