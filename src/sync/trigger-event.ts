import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { ResticStage } from '../restic/progress.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { TriggerResult } from './trigger-result.ts';

/**
 * A sync that does not count as ours: another one has to be started. `lost-answer`: whether the tag was set, and whether
 * a sync was running then, is not known.
 */
export type NotOurs = 'sync-was-running' | 'old-copy' | 'lost-answer';

/** How far a sync is, as it was seen. */
export type SyncPhase =
  /** `begun`: VolSync has not made a copy of the volume yet. Without `copy` the volume itself is read. */
  | { readonly kind: 'begun' | 'copying' | 'copied'; readonly copy: string | undefined }
  | { readonly kind: 'pod-waiting'; readonly pod: string }
  /** A container works before the mover's own; `sleepSeconds` where it says that it only sleeps. */
  | {
      readonly kind: 'init';
      readonly pod: string;
      readonly container: string;
      readonly sleepSeconds: number | undefined;
    }
  | { readonly kind: 'restic'; readonly pod: string; readonly stage: ResticStage | undefined }
  /** The mover is done, and VolSync has not noted it yet. */
  | { readonly kind: 'completing' }
  /** A mover failed, and the Job waits before it makes the next. */
  | { readonly kind: 'waiting-for-retry' };

/** What happens to one app while it is triggered. */
export type AppTriggerEvent =
  | { readonly type: 'waiting-for-sync'; readonly since: Date }
  | { readonly type: 'tag-set'; readonly tag: string }
  /** VolSync has not begun the sync for so long. */
  | { readonly type: 'no-reaction'; readonly forMs: number }
  | { readonly type: 'phase'; readonly phase: SyncPhase }
  /** It fails, and may yet heal. */
  | { readonly type: 'trouble'; readonly failure: Diagnosis }
  /** What has run does not count as ours, so once more. */
  | { readonly type: 'again'; readonly why: NotOurs }
  | { readonly type: 'warning'; readonly message: string; readonly hint?: string | undefined }
  | { readonly type: 'line'; readonly pod: string; readonly container: string; readonly line: string }
  | { readonly type: 'done'; readonly result: TriggerResult };

export type TriggerEvent = AppTriggerEvent & { readonly app: ObjectKey };
