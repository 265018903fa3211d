import type { Container } from '../kubernetes/objects.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { PodTimeouts } from '../helper-pod/settled-pod.ts';
import type { EnvironmentOverrides } from '../repository/mover-environments.ts';

/** The volume of an app, or a PVC without an app. */
export type VolumeTarget = { readonly namespace: string } & (
  { readonly kind: 'app'; readonly app: string } | { readonly kind: 'claim'; readonly claim: string }
);

/** The place that files are read from. */
export type DataOrigin =
  /** The volume itself, even while its app writes. */
  | { readonly kind: 'live' }
  /** A frozen copy. */
  | { readonly kind: 'snapshot' }
  /** A snapshot in the repository. */
  | { readonly kind: 'backup'; readonly selector: BackupSelector };

/** Selects a snapshot: by id prefix or `latest`, by time (the newest at that time or before), or by asking somebody. */
export type BackupSelector =
  | { readonly name: string }
  | { readonly asOf: Date }
  /** `snapshots` are newest first; `passedOver` are restic's messages about those that it could not read. */
  | { choose(snapshots: readonly Snapshot[], passedOver: readonly string[]): Promise<Snapshot> };

export interface VolumeOptions extends EnvironmentOverrides {
  /** The command of volsyncctl. */
  readonly command: string;
  readonly origin: DataOrigin;
  readonly timeouts: PodTimeouts;
  /** Kubernetes ends the pod after this time, even if volsyncctl was killed. */
  readonly lifetimeMs: number;
  readonly image: string;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly volumeSnapshotClass: string | undefined;
  readonly resources: Container['resources'] | undefined;
  /** The root is listed first: for a backup, it is read together with the snapshot. */
  readonly beginsAtRoot?: boolean;
  /** A repository is also opened if it has no snapshot yet: a program can still be run in its pod. */
  readonly needsSnapshot?: boolean;
  /** Keeps the temporary objects. */
  readonly isKept: boolean;
}
