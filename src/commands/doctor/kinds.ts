import type { Condition, KubeObject } from '../../kubernetes/objects.ts';
import { resource } from '../../kubernetes/resources.ts';

/** A MutatingAdmissionPolicy, as far as doctor reads it. */
export interface MutatingPolicy extends KubeObject {
  readonly spec?: {
    readonly failurePolicy?: 'Fail' | 'Ignore';
    readonly matchConstraints?: {
      readonly resourceRules?: readonly {
        readonly operations?: readonly string[];
        readonly resources?: readonly string[];
      }[];
    };
    readonly matchConditions?: readonly { readonly expression?: string }[];
    readonly mutations?: readonly { readonly jsonPatch?: { readonly expression?: string } }[];
  };
}

export interface MutatingPolicyBinding extends KubeObject {
  readonly spec?: { readonly policyName?: string };
}

/** An ExternalSecret of the External Secrets Operator. */
export interface ExternalSecret extends KubeObject {
  readonly spec?: { readonly target?: { readonly name?: string } };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** A NetworkPolicy, as far as doctor reads it. */
export interface NetworkPolicy extends KubeObject {
  readonly spec?: {
    readonly podSelector?: {
      readonly matchLabels?: Readonly<Record<string, string>>;
      readonly matchExpressions?: unknown;
    };
    readonly policyTypes?: readonly string[];
    readonly egress?: readonly unknown[];
  };
}

/** Registers a kind of data source with Kubernetes. */
export interface VolumePopulator extends KubeObject {
  readonly sourceKind?: { readonly group?: string; readonly kind?: string };
}

/** The kinds that only doctor reads. A version that is not served is passed over for the next. */
export const kinds = {
  mutatingPolicies: ['v1', 'v1beta1', 'v1alpha1'].map((version) =>
    resource<MutatingPolicy>(
      `admissionregistration.k8s.io/${version}`,
      'mutatingadmissionpolicies',
      'MutatingAdmissionPolicy',
    ),
  ),
  mutatingPolicyBindings: ['v1', 'v1beta1', 'v1alpha1'].map((version) =>
    resource<MutatingPolicyBinding>(
      `admissionregistration.k8s.io/${version}`,
      'mutatingadmissionpolicybindings',
      'MutatingAdmissionPolicyBinding',
    ),
  ),
  externalSecrets: ['v1', 'v1beta1'].map((version) =>
    resource<ExternalSecret>(`external-secrets.io/${version}`, 'externalsecrets', 'ExternalSecret'),
  ),
  volumePopulators: [
    resource<VolumePopulator>('populator.storage.k8s.io/v1beta1', 'volumepopulators', 'VolumePopulator'),
  ],
  networkPolicies: resource<NetworkPolicy>('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy'),
} as const;
