import type { RepositoryLock } from '../restic/repository-lock.ts';
import type { Reason } from './reasons.ts';

/** Why a mover fails, or why it does not get to work. */
export interface MoverFailure {
  readonly reason: Reason;
  /** One line, without the name of the app. May quote the cluster. Hostile text: rendering strips control characters. */
  readonly message: string;
  /**
   * Whether it may go away without anybody's doing, so that waiting has a point. Of what is not understood it is true:
   * nothing is known that would speak against it.
   */
  readonly canHeal: boolean;
  /** Lines of evidence as the mover, or Kubernetes, wrote them. */
  readonly details: readonly string[];
  /** What the mover did when it failed, where its log says so and the snapshot was already saved. */
  readonly step?: 'forget' | 'prune' | undefined;
  /** The command that shows the cause, where it was found by name: a pod in the way, a NetworkPolicy. */
  readonly hint?: string | undefined;
  /** Of `locked`. */
  readonly lock?: RepositoryLock | undefined;
}

/** A failure that goes away only when somebody does something. */
export function lasting(reason: Reason, message: string, details: readonly string[] = []): MoverFailure {
  return { reason, message, canHeal: false, details };
}

/** A failure that may go away by itself. */
export function passing(reason: Reason, message: string, details: readonly string[] = []): MoverFailure {
  return { reason, message, canHeal: true, details };
}
