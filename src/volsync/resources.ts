import type { ArgoApplication, ResourceSet } from './gitops-owners.ts';
import type { ExternalSecret } from './external-secret.ts';
import type { NetworkPolicy } from './network-policy.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';
import { coreResources, resource } from '../kubernetes/resources.ts';

/** Every kind that volsyncctl reads or writes. */
export const resources = {
  ...coreResources,
  replicationSources: resource<ReplicationSource>(
    'volsync.backube/v1alpha1',
    'replicationsources',
    'ReplicationSource',
  ),
  replicationDestinations: resource<ReplicationDestination>(
    'volsync.backube/v1alpha1',
    'replicationdestinations',
    'ReplicationDestination',
  ),
  networkPolicies: resource<NetworkPolicy>('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy'),
  applications: resource<ArgoApplication>('argoproj.io/v1alpha1', 'applications', 'Application'),
  resourceSets: resource<ResourceSet>('fluxcd.controlplane.io/v1', 'resourcesets', 'ResourceSet'),
  externalSecrets: resource<ExternalSecret>('external-secrets.io/v1', 'externalsecrets', 'ExternalSecret'),
  olderExternalSecrets: resource<ExternalSecret>('external-secrets.io/v1beta1', 'externalsecrets', 'ExternalSecret'),
} as const;

/** Newest first; a cluster serves one of them or both. */
export const externalSecretVersions = [resources.externalSecrets, resources.olderExternalSecrets] as const;
