import { Failure } from '../../../errors.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import { servedPolicies, type ServedPolicies } from '../../../kubernetes/served-policies.ts';

/** Lists policies and bindings; throws if the API server does not serve these kinds. */
export async function requirePolicies(ports: ClusterContext<'list'>): Promise<ServedPolicies> {
  const served = await servedPolicies(ports);
  if (served !== undefined) return served;
  throw new Failure('not-found', 'the API server does not serve MutatingAdmissionPolicy in any version', {
    hint: [
      'VolSync 0.15 and later mount NFS without a policy: volsyncctl manifest APP --nfs SERVER:/PATH',
      'Kubernetes 1.36 enables it; earlier versions need the feature gate MutatingAdmissionPolicy and --runtime-config=admissionregistration.k8s.io/v1beta1=true',
    ],
  });
}
