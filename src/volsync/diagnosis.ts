import { plainLine } from '../foreign-text.ts';
import type { RepositoryLock } from '../restic/repository-lock.ts';
import type { Reason } from './reasons.ts';

/** What is wrong, wherever it was found, and how to fix it. */
export interface Diagnosis {
  readonly reason: Reason;
  /** One sentence without the app's name. May quote the cluster. Hostile text: rendering strips control characters. */
  readonly message: string;
  /** Lines of evidence as the mover, restic or Kubernetes wrote them. Hostile text as well. */
  readonly details: readonly string[];
  /** The command that fixes it or shows the cause; undefined if the caller has to derive one from the reason. */
  readonly hint: string | undefined;
  /**
   * Whether it may heal without intervention, so that waiting makes sense. True for causes that are not understood.
   * Undefined where nothing waits: a verdict describes one moment.
   */
  readonly canHeal?: boolean | undefined;
  /** The mover's step when it failed, if its log names it and the snapshot had already been saved. */
  readonly step?: 'forget' | 'prune' | undefined;
  /** Set for `locked`. */
  readonly lock?: RepositoryLock | undefined;
}

/** A problem that persists until somebody acts. */
export function lasting(reason: Reason, message: string, details: readonly string[] = [], hint?: string): Diagnosis {
  return { reason, message: plainLine(message), canHeal: false, details, hint };
}

/** A problem that may heal by itself. */
export function passing(reason: Reason, message: string, details: readonly string[] = [], hint?: string): Diagnosis {
  return { reason, message: plainLine(message), canHeal: true, details, hint };
}
