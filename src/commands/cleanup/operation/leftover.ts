import type { FailureKind } from '../../../errors.ts';
import type { Resource } from '../../../kubernetes/cluster.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';

/** The kinds that are cleaned up, in the order in which they are removed: what uses others goes before them. */
export const leftoverKinds = [
  'Pod',
  'ReplicationDestination',
  'PersistentVolumeClaim',
  'VolumeSnapshot',
  'VolumeSnapshotContent',
  'ConfigMap',
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
};

/** Why something may go. */
type RemovalReason =
  | 'maker-gone'
  | 'pod-ended'
  | 'deadline-passed'
  | 'no-pod'
  | 'kept'
  | 'owner-gone'
  | 'snapshot-gone'
  /** Somebody has deleted it already; its end is waited for. */
  | 'being-removed';

/** Why something is left alone; `unknown` where it could not be determined whether it is in use. */
type StayReason =
  | 'running'
  | 'in-use'
  | 'open-journal'
  | 'safety-snapshot'
  | 'do-not-delete'
  | 'changed'
  | 'unknown'
  /** Only a label says that VolSync made it. */
  | 'not-volsync'
  /** It may hold data, and was not named. */
  | 'may-hold-data'
  /** A VolumeSnapshotContent that outlives its VolumeSnapshot by `deletionPolicy: Retain`. */
  | 'retained';

/** What is to be done with an object, and why. The message may quote the cluster: rendering strips it. */
export type Decision =
  | { readonly action: 'remove'; readonly reason: RemovalReason; readonly message: string }
  | {
      readonly action: 'leave';
      readonly reason: StayReason;
      readonly message: string;
      /** The command that removes it all the same, where there is one. */
      readonly hint?: string;
    };

/** An object that volsyncctl or VolSync has made and that may be left over. */
export interface Leftover {
  readonly kind: LeftoverKind;
  /** Of a VolumeSnapshotContent, which has none, that of its VolumeSnapshot. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly madeBy: 'volsyncctl' | 'volsync';
  /** The command of volsyncctl, or the owner as VolSync's objects name it. */
  readonly owner: string | undefined;
  readonly createdAt: Date | undefined;
  /** As Kubernetes writes it, such as `1Gi`. */
  readonly size: string | undefined;
  readonly decision: Decision;
  /** Of what goes: the uids of what uses it, and goes before it. */
  readonly users: readonly string[];
}

/** What is to be removed only where somebody says so. */
export interface CleanupSelector {
  /** Also what VolSync has left. */
  readonly withVolsync: boolean;
  /** Also the VolumeSnapshots that restores in place have kept as the way back. */
  readonly withSafetySnapshots: boolean;
  /** Also the VolumeSnapshotContents that outlive their VolumeSnapshots; what they stand for stays on the storage. */
  readonly withSnapshotContents: boolean;
  /** Only these objects; undefined for all. */
  readonly named: readonly NamedLeftover[] | undefined;
}

/** An object as the command line names it; its namespace is that of the scope. */
export interface NamedLeftover {
  readonly kind: LeftoverKind;
  readonly name: string;
}

/** What could not be looked at, by the plural of its kind, and why. */
export interface Unread {
  readonly resource: string;
  readonly reason: FailureKind;
  readonly message: string;
  readonly hint: string | undefined;
}

/** What would be done, and what nothing is known of. */
export interface CleanupPlan {
  readonly objects: readonly Leftover[];
  readonly unread: readonly Unread[];
  /** What is not shown, and is no reason to doubt the rest. */
  readonly notes: readonly string[];
  /** Each object was named: one that stays is not what was asked for. */
  readonly isNamed: boolean;
}
