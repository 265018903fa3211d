import type { Outcome } from '../../../errors.ts';
import type { Failure } from '../../../errors.ts';
import type { Suspension } from '../../../volsync/suspension.ts';

/** What became of one app. `none`: there was nothing to do. */
export interface SuspendedApp {
  readonly namespace: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly state: 'planned' | 'suspended' | 'resumed' | 'none' | 'refused' | 'failed';
  readonly message?: string | undefined;
  readonly hint?: string | undefined;
  readonly suspension?: Suspension | undefined;
  /** A sync was running; it goes on to its end. */
  readonly syncingSince?: Date | undefined;
  /** Of one that is resumed: a run was missed, and VolSync catches up at once. */
  readonly syncsAtOnce?: boolean | undefined;
  /** The GitOps tool that manages it and may undo this. */
  readonly managedBy?: string | undefined;
}

export interface SuspendReport {
  readonly verb: 'suspend' | 'resume';
  readonly apps: readonly SuspendedApp[];
  readonly failures: readonly Failure[];
  readonly isDryRun: boolean;
  readonly outcome: Outcome;
}
