import type { Diagnosis } from './diagnosis.ts';
import type { Reason } from './reasons.ts';

/** `bad`: proven unprotected. `warning`: protected, but not for long. `unknown`: could not be determined. */
export type ProblemLevel = 'bad' | 'warning' | 'unknown';

/** One problem of a source or destination, in a sentence without times: these have fields of their own. */
export interface Problem extends Diagnosis {
  readonly level: ProblemLevel;
  /** Why, where `reason` only says that: the cause of `failing`. */
  readonly cause?: Reason | undefined;
  /** Of `unknown`: what may be wrong as well and could not be seen. */
  readonly hides?: readonly Reason[] | undefined;
}

/** Something that proves the data unprotected. */
export function bad(reason: Reason, message: string, hint?: string): Problem {
  return { reason, level: 'bad', message, details: [], hint };
}

/** Something that will leave the data unprotected. */
export function warning(reason: Reason, message: string, hint?: string): Problem {
  return { reason, level: 'warning', message, details: [], hint };
}

/** Something that could not be determined, and what it may hide. */
export function unknown(reason: Reason, message: string, hides: readonly Reason[], hint?: string): Problem {
  return { reason, level: 'unknown', message, hides, details: [], hint };
}
