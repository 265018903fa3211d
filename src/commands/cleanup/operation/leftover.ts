import type { FailureKind } from '../../../errors.ts';
import type { Resource } from '../../../kubernetes/cluster.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';

/** The kinds that are cleaned up, in the order of removal: users before what they use. */
export const leftoverKinds = [
  'Pod',
  'ReplicationDestination',
  'PersistentVolumeClaim',
  'VolumeSnapshot',
  'VolumeSnapshotContent',
  'ConfigMap',
  'Lease',
] as const;
export type LeftoverKind = (typeof leftoverKinds)[number];

/** The kind as the port knows it. */
export const resourceOf: Readonly<Record<LeftoverKind, Resource<KubeObject>>> = {
  Pod: resources.pods,
  ReplicationDestination: resources.replicationDestinations,
  PersistentVolumeClaim: resources.persistentVolumeClaims,
  VolumeSnapshot: resources.volumeSnapshots,
  VolumeSnapshotContent: resources.volumeSnapshotContents,
  ConfigMap: resources.configMaps,
  Lease: resources.leases,
};

/** Why something can be removed. */
type RemovalReason =
  | 'maker-gone'
  | 'pod-ended'
  | 'deadline-passed'
  | 'no-pod'
  /** A Lease that its holder has not renewed in time. */
  | 'lease-expired'
  | 'kept'
  | 'owner-gone'
  | 'snapshot-gone'
  /** Somebody has already deleted it; its end is waited for. */
  | 'being-removed';

/** Why something is left alone; `unknown` if it could not be determined whether it is in use. */
type StayReason =
  | 'running'
  | 'in-use'
  | 'open-journal'
  | 'safety-snapshot'
  | 'do-not-delete'
  | 'changed'
  | 'unknown'
  /** Only a label says that VolSync created it. */
  | 'not-volsync'
  /** It may hold data, and was not named. */
  | 'may-hold-data'
  /** A VolumeSnapshotContent that outlives its VolumeSnapshot because of `deletionPolicy: Retain`. */
  | 'retained';

/**
 * The decision for an object, and its reason. The message may quote the cluster: rendering strips control characters.
 */
export type Decision =
  | { readonly action: 'remove'; readonly reason: RemovalReason; readonly message: string }
  | {
      readonly action: 'leave';
      readonly reason: StayReason;
      readonly message: string;
      /** The command that removes it anyway, if there is one. */
      readonly hint?: string;
    };

/** A possible leftover that volsyncctl or VolSync has created. */
export interface Leftover {
  readonly kind: LeftoverKind;
  /** For a VolumeSnapshotContent, which is cluster-scoped, that of its VolumeSnapshot. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly madeBy: 'volsyncctl' | 'volsync';
  /** The command of volsyncctl, or the owner of an object of VolSync. */
  readonly owner: string | undefined;
  readonly createdAt: Date | undefined;
  /** A Kubernetes quantity such as `1Gi`. */
  readonly size: string | undefined;
  readonly decision: Decision;
  /** For an object to be removed: the UIDs of its users, which are removed first. */
  readonly users: readonly string[];
}

/** What is only removed on request. */
export interface CleanupSelector {
  /** Also leftovers of VolSync. */
  readonly withVolsync: boolean;
  /** Also the VolumeSnapshots that in-place restores have kept for rollback. */
  readonly withSafetySnapshots: boolean;
  /** Also the VolumeSnapshotContents that outlive their VolumeSnapshots; the snapshots stay on the storage. */
  readonly withSnapshotContents: boolean;
  /** Only these objects; undefined for all. */
  readonly named: readonly NamedLeftover[] | undefined;
}

/** An object named on the command line, in the namespace of the scope. */
export interface NamedLeftover {
  readonly kind: LeftoverKind;
  readonly name: string;
}

/** Kinds that could not be read, by plural name, and why. */
export interface Unread {
  readonly resource: string;
  readonly reason: FailureKind;
  readonly message: string;
  readonly hint: string | undefined;
}

/** The planned removals, and what could not be read. */
export interface CleanupPlan {
  readonly objects: readonly Leftover[];
  readonly unread: readonly Unread[];
  /** What is not shown, without affecting the rest. */
  readonly notes: readonly string[];
  /** Each object was named: one that stays is not what was requested. */
  readonly isNamed: boolean;
}
