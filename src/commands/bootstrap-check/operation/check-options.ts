import type { ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { PodTimeouts } from '../../../helper-pod/settled-pod.ts';
import type { EnvironmentOverrides } from '../../../repository/mover-environments.ts';

/** Options of the check, the same for all apps. */
export interface BootstrapCheckOptions extends EnvironmentOverrides {
  /** Back up apps without a backup; for a removal, all apps. */
  readonly isToTrigger: boolean;
  /** Wait for volumes and first backups. */
  readonly isToWait: boolean;
  readonly isForRemoval: boolean;
  /** Also list the PVCs that no source backs up; always done for the removal of a whole namespace. */
  readonly hasUnprotectedClaims: boolean;
  /** The maximum age of the newest snapshot; undefined leaves it to the schedule. */
  readonly maxAgeMs?: number | undefined;
  /** Per app: the time limit for waiting, and for a backup. */
  readonly timeoutMs: number;
  /** For reading a repository once. */
  readonly timeouts: PodTimeouts;
}

/** The apps to check: exactly `apps`, or everything in `scope`. */
export interface CheckTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}
