import type { Outcome } from '../../../errors.ts';
import type { Failure } from '../../../errors.ts';
import type { Suspension } from '../../../volsync/suspension.ts';

/** The result for one app. `none`: there was nothing to do. */
export interface SuspendedApp {
  readonly namespace: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly state: 'planned' | 'suspended' | 'resumed' | 'none' | 'refused' | 'failed';
  readonly message?: string | undefined;
  readonly hint?: string | undefined;
  readonly suspension?: Suspension | undefined;
  /** A sync was running; it continues to its end. */
  readonly syncingSince?: Date | undefined;
  /** For a resumed app: a run was missed, and VolSync catches up immediately. */
  readonly syncsAtOnce?: boolean | undefined;
  /** The GitOps tool that manages it and may revert this. */
  readonly managedBy?: string | undefined;
}

export interface SuspendReport {
  readonly verb: 'suspend' | 'resume';
  readonly apps: readonly SuspendedApp[];
  readonly failures: readonly Failure[];
  readonly isDryRun: boolean;
  readonly outcome: Outcome;
}
