import { Failure } from '../../../errors.ts';
import { admissionResources, policyVersions } from '../../../kubernetes/admission.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { firstServed } from '../../../kubernetes/first-served.ts';
import type { ServedPolicies } from '../judgement/facts.ts';

interface ListPorts {
  readonly cluster: Pick<Cluster, 'list'>;
  readonly signal: AbortSignal;
}

/** Lists policies and bindings; undefined where the API server has no such kinds (before 1.36 they are off by default). */
export async function servedPolicies({ cluster, signal }: ListPorts): Promise<ServedPolicies | undefined> {
  const versions = policyVersions.map((version) => ({ version, kinds: admissionResources(version) }));
  return firstServed(versions, async ({ version, kinds }) => {
    const [policies, bindings] = await Promise.all([
      cluster.list(kinds.policies, {}, signal),
      cluster.list(kinds.bindings, {}, signal),
    ]);
    return { version, policies, bindings };
  });
}

/** As `servedPolicies`, where they are needed. */
export async function requirePolicies(ports: ListPorts): Promise<ServedPolicies> {
  const served = await servedPolicies(ports);
  if (served !== undefined) return served;
  throw new Failure('not-found', 'the API server does not serve MutatingAdmissionPolicy in any version', {
    hint: [
      'VolSync 0.15 mounts NFS without a policy: volsyncctl manifest APP --nfs SERVER:/PATH',
      'Kubernetes 1.36 has it on; before that it needs the feature gate MutatingAdmissionPolicy and --runtime-config=admissionregistration.k8s.io/v1beta1=true',
    ],
  });
}
