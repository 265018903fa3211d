import type { FailureKind, Failure, Outcome } from '../../../errors.ts';
import type { LockFile } from '../../../restic/locks.ts';
import type { TriggerReport } from '../../../sync/trigger-result.ts';
import type { LockVerdict } from '../../../volsync/lock-verdict.ts';
import type { Judgement } from '../../../volsync/verdict.ts';

/** A lock, and its result: `kept` because its owner is not proven dead, `failed` if removal was attempted. */
export interface JudgedLock extends LockFile {
  readonly ageMs: number;
  readonly verdict: LockVerdict;
  readonly end: 'planned' | 'removed' | 'kept' | 'failed';
}

/** The mover Job of an app whose sync was blocked by a lock. */
export interface StuckJob {
  readonly name: string;
  readonly end: 'planned' | 'restarted' | 'failed';
  readonly why?: string | undefined;
}

/** One app: its repository's locks, or why they could not be read. */
export interface UnlockedApp {
  readonly namespace: string;
  readonly name: string;
  readonly repository: string | undefined;
  readonly locks: readonly JudgedLock[];
  /** Ids of locks that exist but cannot be read. */
  readonly unreadable: readonly string[];
  readonly hidden?: Judgement | undefined;
  readonly job?: StuckJob | undefined;
  /** Why the removal failed. */
  readonly failure?: { readonly kind: FailureKind; readonly message: string; readonly details: readonly string[] };
  readonly outcome: Outcome;
}

export interface UnlockReport {
  readonly apps: readonly UnlockedApp[];
  /** For apps that were named but do not exist. */
  readonly failures: readonly Failure[];
  readonly isDryRun: boolean;
  /** The syncs that were waited for. */
  readonly syncs?: TriggerReport | undefined;
  readonly outcome: Outcome;
}

/** Whether the plan would remove it. */
export function isToGo({ verdict }: { readonly verdict: LockVerdict }): boolean {
  return verdict.kind === 'stale' || verdict.kind === 'dead';
}
