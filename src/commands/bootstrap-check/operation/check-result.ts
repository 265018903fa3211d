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

/** Whether one app can be removed, and its steps up to now. */
export interface AppCheck extends ObjectKey, Judgement {
  readonly outcome: Outcome;
  readonly state: BootstrapState;
  /** When its ReplicationSource was created. */
  readonly deployedAt: Date | undefined;
  readonly volume: VolumeState;
  readonly origin: Origin;
  readonly window: Window;
  readonly loss: Loss;
  /** What would be restored automatically if it were recreated. */
  readonly next: NextRestore;
  /** The newest snapshot made by a mover, of any volume. */
  readonly newest: Snapshot | undefined;
  /** The time of its data. */
  readonly dataTime: Date | undefined;
  readonly snapshots: number | undefined;
  /** RESTIC_REPOSITORY without credentials, if it was read. */
  readonly repository: string | undefined;
  /** When the repository was read; undefined if it was not. */
  readonly seenAt: Date | undefined;
  /** Notes for a removal that do not change the verdict. */
  readonly notes: readonly string[];
  readonly wait: WaitEnd | undefined;
  readonly trigger: TriggerResult | undefined;
}

/** How waiting for an app's volume and first backup ended. */
export interface WaitEnd {
  /** `hopeless`: its mover fails permanently. */
  readonly kind: 'reached' | 'timeout' | 'hopeless';
  /** What was waited for last. */
  readonly message: string;
  readonly waitedMs: number;
}

/** All apps, worst first (`byHarm`), and the time and helper pods that were needed. */
export interface BootstrapReport {
  readonly apps: readonly AppCheck[];
  /** Undefined if they were not requested, or may not be listed. */
  readonly unprotectedClaims: readonly UnprotectedClaim[] | undefined;
  /** For a removal: what would be deleted with the namespace but was not checked, one phrase each. */
  readonly notJudged: readonly string[];
  /** Apps that were named but do not exist. */
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly isForRemoval: boolean;
  readonly time: Date;
  readonly tookMs: number;
  /** Every helper pod that was created. */
  readonly pods: readonly ObjectKey[];
}

/** An event while apps are waited for. */
export interface WaitEvent {
  readonly app: ObjectKey;
  readonly message: string;
}
