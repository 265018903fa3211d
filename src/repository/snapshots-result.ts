import type { Failure, Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { RestoreChoice } from '../volsync/restore-choice.ts';
import type { SnapshotOrigin } from '../volsync/snapshot-origin.ts';
import type { Judgement } from '../volsync/verdict.ts';

/** A snapshot, and what the other snapshots tell about it. */
export interface ListedSnapshot extends Snapshot {
  /** The N of `previous: N` for which VolSync would restore it; undefined if that cannot be determined. */
  readonly previous: readonly number[] | undefined;
  /** The time of its data; see data-time.ts. */
  readonly dataTime: Date;
  /** Who made it, as far as this cluster shows. */
  readonly origin: SnapshotOrigin;
}

/** The content of an app's repository. */
export interface SeenSnapshots {
  readonly kind: 'seen';
  /** The requested ones, newest first. */
  readonly snapshots: readonly ListedSnapshot[];
  /** restic's messages about snapshots that it could not read. */
  readonly passedOver: readonly string[];
  /** How many were read in total. */
  readonly total: number;
  /** What a restore would take; undefined if it was not requested. */
  readonly choice: RestoreChoice | undefined;
  /** Other apps that back up into the same repository, as `namespace/name`. */
  readonly sharedWith: readonly string[];
  /** When the repository was read, on the clock of the node that read it. */
  readonly seenAt: Date;
}

/** The snapshots of one app, or why they could not be read. */
export type AppSnapshots = ObjectKey & {
  /** RESTIC_REPOSITORY without credentials, if it was read. */
  readonly repository: string | undefined;
} & (SeenSnapshots | { readonly kind: 'hidden'; readonly judgement: Judgement });

/** The time and helper pods that were needed. */
export interface LookEffort {
  readonly tookMs: number;
  /** Every helper pod that was created. */
  readonly pods: readonly ObjectKey[];
}

/** All requested apps. */
export interface SnapshotsReport extends LookEffort {
  readonly apps: readonly AppSnapshots[];
  /** Apps that were named but do not exist. */
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
}
