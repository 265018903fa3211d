import type { Failure, Outcome } from '../../../errors.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { Snapshot } from '../../../restic/snapshots.ts';
import type { Loss } from '../judgement/bootstrap-loss.ts';
import type { Origin } from '../judgement/bootstrap-origin.ts';
import type { BootstrapState } from '../judgement/bootstrap-verdict.ts';
import type { VolumeState } from '../../../volsync/bootstrap-volume.ts';
import type { Window } from '../judgement/bootstrap-window.ts';
import type { NextRestore } from '../../../volsync/next-restore.ts';
import type { Judgement } from '../../../volsync/verdict.ts';
import type { TriggerResult } from '../../../sync/trigger-result.ts';
import type { UnprotectedClaim } from '../../../volsync/unprotected-claims.ts';

/** Whether one app may be removed, and how it came to stand as it does. */
export interface AppCheck extends ObjectKey, Judgement {
  readonly outcome: Outcome;
  readonly state: BootstrapState;
  /** When its ReplicationSource was made. */
  readonly deployedAt: Date | undefined;
  readonly volume: VolumeState;
  readonly origin: Origin;
  readonly window: Window;
  readonly loss: Loss;
  /** What would come back by itself if it were made again. */
  readonly next: NextRestore;
  /** The newest snapshot that a mover has made, of whichever volume. */
  readonly newest: Snapshot | undefined;
  /** The moment that its data is of. */
  readonly dataTime: Date | undefined;
  readonly snapshots: number | undefined;
  /** RESTIC_REPOSITORY without credentials, as far as it was seen. */
  readonly repository: string | undefined;
  /** When the repository was looked at; undefined where it was not seen. */
  readonly seenAt: Date | undefined;
  /** What is worth knowing before a removal, and changes no verdict. */
  readonly notes: readonly string[];
  readonly wait: WaitEnd | undefined;
  readonly trigger: TriggerResult | undefined;
}

/** How waiting for an app's volume and first backup ended. */
export interface WaitEnd {
  /** `hopeless`: its mover fails, and only somebody can mend that. */
  readonly kind: 'reached' | 'timeout' | 'hopeless';
  /** What was waited for last. */
  readonly message: string;
  readonly waitedMs: number;
}

/** All apps, the worst first (`byHarm`), and what it took. */
export interface BootstrapReport {
  readonly apps: readonly AppCheck[];
  /** Undefined where they were not asked for, or may not be listed. */
  readonly unprotectedClaims: readonly UnprotectedClaim[] | undefined;
  /** For a removal: what would go with the namespace and was not looked at, a phrase each. */
  readonly notJudged: readonly string[];
  /** Apps that were named and are not there. */
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly isForRemoval: boolean;
  readonly time: Date;
  readonly tookMs: number;
  /** Every helper pod that was made. */
  readonly pods: readonly ObjectKey[];
}

/** What is told while apps are waited for. */
export interface WaitEvent {
  readonly app: ObjectKey;
  readonly message: string;
}
