import type { Failure, Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { RestoreChoice } from '../volsync/restore-choice.ts';
import type { SnapshotOrigin } from '../volsync/snapshot-origin.ts';
import type { Judgement } from '../volsync/verdict.ts';

/** A snapshot, and what is known of it by all the others. */
export interface ListedSnapshot extends Snapshot {
  /** For which `previous: N` VolSync would restore it; undefined where that cannot be told. */
  readonly previous: readonly number[] | undefined;
  /** The moment that its data is of; see data-time.ts. */
  readonly dataTime: Date;
  /** Who made it, as far as this cluster can tell. */
  readonly origin: SnapshotOrigin;
}

/** What is in the repository of an app. */
export interface SeenSnapshots {
  readonly kind: 'seen';
  /** Those that were asked for, newest first. */
  readonly snapshots: readonly ListedSnapshot[];
  /** What restic says of snapshots that it could not read. */
  readonly passedOver: readonly string[];
  /** How many were read in all. */
  readonly total: number;
  /** What a restore would take; undefined where that was not asked. */
  readonly choice: RestoreChoice | undefined;
  /** Other apps that back up into the same repository, as `namespace/name`. */
  readonly sharedWith: readonly string[];
  /** When the repository was looked at, on the clock of the node that did. */
  readonly seenAt: Date;
}

/** The snapshots of one app, or why they could not be seen. */
export type AppSnapshots = ObjectKey & {
  /** RESTIC_REPOSITORY without credentials, as far as it was seen. */
  readonly repository: string | undefined;
} & (SeenSnapshots | { readonly kind: 'hidden'; readonly judgement: Judgement });

/** What it took to look. */
export interface LookEffort {
  readonly tookMs: number;
  /** Every helper pod that was made. */
  readonly pods: readonly ObjectKey[];
}

/** All apps that were asked for. */
export interface SnapshotsReport extends LookEffort {
  readonly apps: readonly AppSnapshots[];
  /** Apps that were named and are not there. */
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
}
