import type { Failure, Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { ListedRepository } from '../restic/listing.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { Judgement } from '../volsync/verdict.ts';
import type { Depth } from './depth.ts';

/** What a look into its repository says of one app. */
export interface AppVerdict extends ObjectKey, Judgement {
  /** The newest snapshot that may be the app's; undefined where there is none, or none was seen. */
  readonly newest: Snapshot | undefined;
  /** The moment that its data is of, which may be older than the snapshot; see data-time.ts. */
  readonly dataTime: Date | undefined;
  /** How many such there are; undefined where they were not seen. */
  readonly snapshots: number | undefined;
  /** How many `retain` promises by now; undefined where that cannot be reckoned. */
  readonly promised: number | undefined;
  /** RESTIC_REPOSITORY without credentials, as far as it was seen. */
  readonly repository: string | undefined;
  /** When the repository was looked at, on the clock of the node that did; undefined where it was not seen. */
  readonly seenAt: Date | undefined;
  /** What is to be known besides, whatever the verdict: one sentence each, which may quote the cluster. */
  readonly warnings: readonly string[];
  /** Of a listing: its repository as the files show it. */
  readonly listed?: ListedRepository | undefined;
}

/** All apps, the worst first (`byHarm`), and what it took. */
export interface VerifyReport {
  readonly depth: Depth['kind'];
  /** Of a listing: all that were seen, also those of no app that was asked for. */
  readonly repositories?: readonly ListedRepository[] | undefined;
  readonly apps: readonly AppVerdict[];
  /** Apps that were named and are not there. */
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
  readonly tookMs: number;
  /** Every helper pod that was made. */
  readonly pods: readonly ObjectKey[];
}
