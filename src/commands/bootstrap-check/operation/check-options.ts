import type { ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { PodTimeouts } from '../../../helper-pod/settled-pod.ts';
import type { EnvironmentOverrides } from '../../../repository/mover-environments.ts';

/** How to check, the same for all apps. */
export interface BootstrapCheckOptions extends EnvironmentOverrides {
  /** Back up what has no backup yet; for a removal, everything. */
  readonly isToTrigger: boolean;
  /** Wait for volumes and first backups. */
  readonly isToWait: boolean;
  readonly isForRemoval: boolean;
  /** Also list the PVCs that no source backs up; for the removal of a whole namespace they always are. */
  readonly hasUnprotectedClaims: boolean;
  /** The oldest that the newest snapshot may be; undefined leaves that to the schedule. */
  readonly maxAgeMs?: number | undefined;
  /** For each app: the longest time to wait, and the longest time for a backup. */
  readonly timeoutMs: number;
  /** For one look into a repository. */
  readonly patience: PodTimeouts;
}

/** Where apps are looked for: exactly `apps`, or everything in `scope`. */
export interface CheckTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}
