import type { Container } from '../kubernetes/objects.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { PodTimeouts } from '../helper-pod/settled-pod.ts';
import type { EnvironmentOverrides } from '../repository/mover-environments.ts';

/** Which volume: that of an app, or a PVC without one. */
export type VolumeTarget = { readonly namespace: string } & (
  { readonly kind: 'app'; readonly app: string } | { readonly kind: 'claim'; readonly claim: string }
);

/** Where its files are read. */
export type DataOrigin =
  /** The volume itself, even while its app writes. */
  | { readonly kind: 'live' }
  /** A frozen copy. */
  | { readonly kind: 'snapshot' }
  /** A snapshot in the repository. */
  | { readonly kind: 'backup'; readonly wish: BackupSelector };

/** Which snapshot: the beginning of its id or `latest`, the newest at that time or before, or the one that somebody chooses. */
export type BackupSelector =
  | { readonly name: string }
  | { readonly asOf: Date }
  /** `snapshots` are newest first; `passedOver` is what restic says of those that it could not read. */
  | { choose(snapshots: readonly Snapshot[], passedOver: readonly string[]): Promise<Snapshot> };

export interface VolumeOptions extends EnvironmentOverrides {
  /** The command of volsyncctl. */
  readonly command: string;
  readonly place: DataOrigin;
  readonly patience: PodTimeouts;
  /** Kubernetes ends the pod after this time, even if volsyncctl is killed. */
  readonly lifetimeMs: number;
  readonly image: string;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly volumeSnapshotClass: string | undefined;
  readonly resources: Container['resources'] | undefined;
  /** The root is listed first: a backup tells it together with which snapshot it is. */
  readonly beginsAtRoot?: boolean;
  /** A repository is opened also where it has no snapshot yet: a program can be run in its pod all the same. */
  readonly needsSnapshot?: boolean;
  /** The temporary objects are kept. */
  readonly isKept: boolean;
}
