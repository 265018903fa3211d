import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { ResticStage } from '../restic/progress.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { TriggerResult } from './trigger-result.ts';

/**
 * Why a sync does not count as ours, so that another one has to be started. `lost-answer`: it is not known whether the
 * tag was set and whether a sync was running then.
 */
export type NotOurs = 'sync-was-running' | 'old-copy' | 'lost-answer';

/** The observed progress of a sync. */
export type SyncPhase =
  /** `begun`: VolSync has not made a copy of the volume yet. Without `copy`, the volume itself is read. */
  | { readonly kind: 'begun' | 'copying' | 'copied'; readonly copy: string | undefined }
  | { readonly kind: 'pod-waiting'; readonly pod: string }
  /** A container runs before the mover's own; `sleepSeconds` if it announces a delay. */
  | {
      readonly kind: 'init';
      readonly pod: string;
      readonly container: string;
      readonly sleepSeconds: number | undefined;
    }
  | { readonly kind: 'restic'; readonly pod: string; readonly stage: ResticStage | undefined }
  /** The mover has finished, and VolSync has not recorded it yet. */
  | { readonly kind: 'completing' }
  /** A mover failed, and the Job waits before it starts the next one. */
  | { readonly kind: 'waiting-for-retry' };

/** Progress of one app while it is triggered. */
export type AppTriggerEvent =
  | { readonly type: 'waiting-for-sync'; readonly since: Date }
  | { readonly type: 'tag-set'; readonly tag: string }
  /** VolSync has not started the sync for this long. */
  | { readonly type: 'no-reaction'; readonly forMs: number }
  | { readonly type: 'phase'; readonly phase: SyncPhase }
  /** It fails, but may recover. */
  | { readonly type: 'trouble'; readonly failure: Diagnosis }
  /** The sync that ran does not count as ours, so another one is started. */
  | { readonly type: 'again'; readonly why: NotOurs }
  /** Steps to keep the app quiet, and the output of the command. */
  | { readonly type: 'step'; readonly words: string }
  | { readonly type: 'warning'; readonly message: string; readonly hint?: string | undefined }
  | { readonly type: 'line'; readonly pod: string; readonly container: string; readonly line: string }
  | { readonly type: 'done'; readonly result: TriggerResult };

export type TriggerEvent = AppTriggerEvent & { readonly app: ObjectKey };
