import { admissionResources, policyVersions } from '../../kubernetes/admission.ts';
import type { KubeObject } from '../../kubernetes/objects.ts';
import { resource } from '../../kubernetes/resources.ts';
import { externalSecretVersions } from '../../volsync/resources.ts';

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

/** The kinds that doctor reads in whichever version is served, and those that only it reads. */
export const kinds = {
  mutatingPolicies: policyVersions.map((version) => admissionResources(version).policies),
  mutatingPolicyBindings: policyVersions.map((version) => admissionResources(version).bindings),
  externalSecrets: externalSecretVersions,
  volumePopulators: [
    resource<VolumePopulator>('populator.storage.k8s.io/v1beta1', 'volumepopulators', 'VolumePopulator'),
  ],
  networkPolicies: resource<NetworkPolicy>('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy'),
} as const;
