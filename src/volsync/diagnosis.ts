import { plainLine } from '../foreign-text.ts';
import type { RepositoryLock } from '../restic/repository-lock.ts';
import type { Reason } from './reasons.ts';

/** What is wrong, wherever it is seen, and what can be done about it. */
export interface Diagnosis {
  readonly reason: Reason;
  /** One sentence without the name of the app. May quote the cluster. Hostile text: rendering strips control characters. */
  readonly message: string;
  /** Lines of evidence as the mover, restic or Kubernetes wrote them. Hostile text as well. */
  readonly details: readonly string[];
  /** The command that mends it or shows the cause; undefined where only the reason tells one. */
  readonly hint: string | undefined;
  /**
   * Whether it may go away without anybody's doing, so that waiting has a point. Of what is not understood it is true:
   * nothing is known that would speak against it. Undefined where nobody waits: a verdict is about one moment.
   */
  readonly canHeal?: boolean | undefined;
  /** What the mover did when it failed, where its log says so and the snapshot was already saved. */
  readonly step?: 'forget' | 'prune' | undefined;
  /** Of `locked`. */
  readonly lock?: RepositoryLock | undefined;
}

/** Something that goes away only when somebody acts. */
export function lasting(reason: Reason, message: string, details: readonly string[] = [], hint?: string): Diagnosis {
  return { reason, message: plainLine(message), canHeal: false, details, hint };
}

/** Something that may go away by itself. */
export function passing(reason: Reason, message: string, details: readonly string[] = [], hint?: string): Diagnosis {
  return { reason, message: plainLine(message), canHeal: true, details, hint };
}
