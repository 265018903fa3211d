import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  PolicyVersion,
} from '../../../kubernetes/admission.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';
import type { Job } from '../../../kubernetes/objects.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import type { Injection } from './injection.ts';

export const moverRoles = ['source', 'destination'] as const;
export type MoverRole = (typeof moverRoles)[number];

/** What admission makes of the mover Jobs of a namespace, by a dry run. */
export interface MoverProbe {
  readonly namespace: string;
  readonly role: MoverRole;
  readonly answer:
    | {
        readonly kind: 'admitted';
        readonly injection: Injection;
        /** Whether a second pass, as VolSync's next reconcile makes one, gives the same pod. */
        readonly isStable: boolean;
      }
    | { readonly kind: 'refused'; readonly why: string }
    | { readonly kind: 'unknown'; readonly why: string };
}

/** The policies of the cluster, in the newest version that its API server serves. */
export interface ServedPolicies {
  readonly version: PolicyVersion;
  readonly policies: readonly MutatingAdmissionPolicy[];
  readonly bindings: readonly MutatingAdmissionPolicyBinding[];
}

/** Everything that `policies status` judges. */
export interface PolicyFacts {
  /** Undefined where the API server has no such kinds. */
  readonly served: Allowed<ServedPolicies | undefined>;
  readonly webhooks: Allowed<readonly MutatingWebhookConfiguration[]>;
  readonly probes: readonly MoverProbe[];
  /** Jobs of movers that are there now. */
  readonly jobs: Allowed<readonly Job[]>;
  readonly sources: readonly ReplicationSource[];
  readonly destinations: Allowed<readonly ReplicationDestination[]>;
  /** Whether VolSync's CRD takes NFS in moverVolumes (0.15 and newer). */
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
