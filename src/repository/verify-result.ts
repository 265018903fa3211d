import type { Failure, Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { ListedRepository } from '../restic/listing.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { Judgement } from '../volsync/verdict.ts';
import type { Depth } from './depth.ts';

/** The verdict on one app from reading its repository. */
export interface AppVerdict extends ObjectKey, Judgement {
  /** The newest snapshot that may be the app's; undefined if there is none, or none was read. */
  readonly newest: Snapshot | undefined;
  /** The time of its data, which may be older than the snapshot; see data-time.ts. */
  readonly dataTime: Date | undefined;
  /** The number of such snapshots; undefined if they were not read. */
  readonly snapshots: number | undefined;
  /** How many `retain` promises by now; undefined if that cannot be computed. */
  readonly promised: number | undefined;
  /** RESTIC_REPOSITORY without credentials, if it was read. */
  readonly repository: string | undefined;
  /** When the repository was read, on the clock of the node that read it; undefined if it was not. */
  readonly seenAt: Date | undefined;
  /** Whether an interrupted run has read it, before `--resume`. */
  readonly isEarlier?: true | undefined;
  /** Warnings that do not change the verdict: one sentence each, which may quote the cluster. */
  readonly warnings: readonly string[];
  /** With `listing`: its repository as the directory listing shows it. */
  readonly listed?: ListedRepository | undefined;
}

/** All apps, worst first (`byHarm`), and the time and helper pods that were needed. */
export interface VerifyReport {
  readonly depth: Depth['kind'];
  /** With `listing`: all repositories that were found, including those of apps that were not requested. */
  readonly repositories?: readonly ListedRepository[] | undefined;
  readonly apps: readonly AppVerdict[];
  /** Apps that were named but do not exist. */
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
  readonly tookMs: number;
  /** Every helper pod that was created. */
  readonly pods: readonly ObjectKey[];
}
