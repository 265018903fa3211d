import type { MutatingWebhookConfiguration } from '../../../kubernetes/admission.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';
import type { MoverPolicyFacts } from '../../../volsync/mover-policies.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';

/** Everything that `policies status` judges. */
export interface PolicyFacts extends MoverPolicyFacts {
  readonly webhooks: Allowed<readonly MutatingWebhookConfiguration[]>;
  readonly sources: readonly ReplicationSource[];
  readonly destinations: Allowed<readonly ReplicationDestination[]>;
  /** Whether VolSync's CRD accepts NFS in moverVolumes (0.15 and newer). */
  readonly hasNfsMoverVolumes: Allowed<boolean>;
}

/** A policy or webhook that may change mover Jobs. */
export interface PolicyStatus {
  readonly kind: 'MutatingAdmissionPolicy' | 'MutatingWebhookConfiguration';
  readonly name: string;
  /** Names of its bindings; a webhook needs none. */
  readonly bindings: readonly string[];
  readonly operations: readonly string[];
  readonly failurePolicy: 'Fail' | 'Ignore';
  /** Names of the volumes and containers that it adds to the probed movers. */
  readonly injects: readonly string[];
  readonly breaks: string | undefined;
}
