import type { Diagnosis } from './diagnosis.ts';
import type { Reason } from './reasons.ts';

/** `bad`: proven unprotected. `warning`: protected, but not for long. `unknown`: could not be determined. */
export type ProblemLevel = 'bad' | 'warning' | 'unknown';

/** One problem of a source or destination, in a sentence without times, which have their own fields. */
export interface Problem extends Diagnosis {
  readonly level: ProblemLevel;
  /** The cause of a general `reason` such as `failing`. */
  readonly cause?: Reason | undefined;
  /** For `unknown`: other possible problems that could not be checked. */
  readonly hides?: readonly Reason[] | undefined;
}

/** A problem that proves the data unprotected. */
export function bad(reason: Reason, message: string, hint?: string): Problem {
  return { reason, level: 'bad', message, details: [], hint };
}

/** A problem that will leave the data unprotected. */
export function warning(reason: Reason, message: string, hint?: string): Problem {
  return { reason, level: 'warning', message, details: [], hint };
}

/** A problem that could not be determined, and what it may hide. */
export function unknown(reason: Reason, message: string, hides: readonly Reason[], hint?: string): Problem {
  return { reason, level: 'unknown', message, hides, details: [], hint };
}
