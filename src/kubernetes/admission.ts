import type { Resource } from './cluster.ts';
import type { KubeObject } from './objects.ts';
import { resource } from './resources.ts';

/** The requests that an admission policy or webhook matches. */
export interface AdmissionRule {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly operations?: readonly string[];
}

/** The namespaces and objects that a policy or binding is limited to. */
export interface MatchResources {
  readonly namespaceSelector?: object;
  readonly objectSelector?: object;
}

/** An admission policy that changes objects; the same fields in v1, v1beta1 and v1alpha1. */
export interface MutatingAdmissionPolicy extends KubeObject {
  readonly spec?: {
    readonly failurePolicy?: 'Fail' | 'Ignore';
    readonly reinvocationPolicy?: 'Never' | 'IfNeeded';
    readonly paramKind?: object;
    readonly matchConstraints?: MatchResources & { readonly resourceRules?: readonly AdmissionRule[] };
    readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
    readonly variables?: readonly { readonly name: string; readonly expression: string }[];
    readonly mutations?: readonly {
      readonly patchType: string;
      readonly jsonPatch?: { readonly expression?: string };
      readonly applyConfiguration?: { readonly expression?: string };
    }[];
  };
}

/** Puts a policy into effect; without a binding it does nothing. */
export interface MutatingAdmissionPolicyBinding extends KubeObject {
  readonly spec?: { readonly policyName?: string; readonly matchResources?: MatchResources };
}

export interface MutatingWebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly {
    readonly name: string;
    readonly failurePolicy?: 'Fail' | 'Ignore';
    readonly rules?: readonly AdmissionRule[];
  }[];
}

const group = 'admissionregistration.k8s.io';

/** The API versions of these policies, newest first. */
export const policyVersions = ['v1', 'v1beta1', 'v1alpha1'] as const;
export type PolicyVersion = (typeof policyVersions)[number];

/** The kinds of one version; all are cluster-scoped. */
export function admissionResources(version: PolicyVersion): {
  readonly policies: Resource<MutatingAdmissionPolicy>;
  readonly bindings: Resource<MutatingAdmissionPolicyBinding>;
} {
  const apiVersion = `${group}/${version}`;
  return {
    policies: {
      ...resource<MutatingAdmissionPolicy>(apiVersion, 'mutatingadmissionpolicies', 'MutatingAdmissionPolicy'),
      isClusterScoped: true,
    },
    bindings: {
      ...resource<MutatingAdmissionPolicyBinding>(
        apiVersion,
        'mutatingadmissionpolicybindings',
        'MutatingAdmissionPolicyBinding',
      ),
      isClusterScoped: true,
    },
  };
}

export const mutatingWebhookConfigurations: Resource<MutatingWebhookConfiguration> = resource(
  `${group}/v1`,
  'mutatingwebhookconfigurations',
  'MutatingWebhookConfiguration',
);
