import type { ForeignText } from '../foreign-text.ts';
import type { Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { BackupNumbers } from '../restic/mover-log.ts';
import type { Reason } from '../volsync/reasons.ts';
import type { TriggerState } from '../volsync/sync-state.ts';
import type { QuiesceResult } from './quiescence.ts';
import type { TagAfter } from '../volsync/tag-after.ts';

/** The snapshot that a sync saved. */
export interface SavedSnapshot extends BackupNumbers {
  readonly id: string;
  readonly parent: string | undefined;
  /** The repository did not exist before. */
  readonly isFirst: boolean;
}

/** What happened to the manual tag. */
export interface TagEnd {
  /**
   * `not-set`: nothing was changed. `kept`: it has to stay. `removed`, `put-back`: as before. `replaced`: somebody else
   * has set or removed the tag since. `left`: it is still there, although it should not be.
   */
  readonly kind: 'not-set' | 'kept' | 'removed' | 'put-back' | 'replaced' | 'left';
  /** The tag before ours; undefined if there was none. */
  readonly previous: ForeignText | undefined;
  /** The trigger in effect now, if it was read. */
  readonly trigger: TriggerState | undefined;
  readonly nextSyncAt: Date | undefined;
}

/** The result for one app. */
export interface TriggerResult extends ObjectKey {
  readonly outcome: Outcome;
  /**
   * `saved`: a sync of ours has saved a snapshot. `started`: a sync of ours is running, without waiting for it.
   * `unquiesced`: what an interrupted --quiesce had stopped was started again.
   */
  readonly state: 'saved' | 'started' | 'planned' | 'unquiesced' | 'not-done';
  /** The reason of a failure or of a remaining problem. */
  readonly reason: Reason | undefined;
  /** One sentence, unless `saved`. May quote the cluster. */
  readonly message: string | undefined;
  readonly details: readonly string[];
  readonly hint: string | undefined;
  /** Set even if the sync failed after it had saved one. */
  readonly snapshot: SavedSnapshot | undefined;
  readonly tag: string | undefined;
  /** The plan of a dry run. */
  readonly plan: TriggerPlan | undefined;
  /** When the tag was set, on the server's clock. */
  readonly triggeredAt: Date | undefined;
  /** The earliest time of the snapshot's data. */
  readonly pointInTime: Date | undefined;
  /** Whether a sync is running that continues without volsyncctl. */
  readonly isSyncRunning: boolean;
  /** Duration of the sync, jitter included, as VolSync measured it. */
  readonly durationMs: number | undefined;
  readonly jitterMs: number | undefined;
  /** From the start of the work on this app to its end. */
  readonly waitedMs: number;
  readonly tagEnd: TagEnd;
  readonly managedBy: string | undefined;
  readonly warnings: readonly string[];
  /** How long the app was quiet; undefined without a request to keep it quiet. */
  readonly quiesce: QuiesceResult | undefined;
}

/** What triggering an app will do. */
export interface TriggerPlan {
  /** The start of the sync that is waited for first. */
  readonly runningSince: Date | undefined;
  readonly isWaiting: boolean;
  readonly timeoutMs: number;
  readonly tagAfter: TagAfter;
}

/** All apps, in the order in which they were requested. */
export interface TriggerReport {
  readonly apps: readonly TriggerResult[];
  readonly outcome: Outcome;
  readonly isDryRun: boolean;
}
