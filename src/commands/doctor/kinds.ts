import type { KubeObject } from '../../kubernetes/objects.ts';
import { resource } from '../../kubernetes/resources.ts';
import { externalSecretVersions, resources } from '../../volsync/resources.ts';

/** Registers a kind of data source with Kubernetes. */
export interface VolumePopulator extends KubeObject {
  readonly sourceKind?: { readonly group?: string; readonly kind?: string };
}

/** The kinds that doctor reads in any served version, and those that only doctor reads. */
export const kinds = {
  externalSecrets: externalSecretVersions,
  volumePopulators: [
    resource<VolumePopulator>('populator.storage.k8s.io/v1beta1', 'volumepopulators', 'VolumePopulator'),
  ],
  networkPolicies: resources.networkPolicies,
} as const;
