import type { Reason } from './reasons.ts';

/** `bad`: proven unprotected. `warning`: protected, but not for long. `unknown`: could not be found out. */
export type ProblemLevel = 'bad' | 'warning' | 'unknown';

/** One thing that is wrong with a source or destination, in a sentence without times: those stand in fields. */
export interface Problem {
  readonly reason: Reason;
  readonly level: ProblemLevel;
  /** May quote the cluster. Hostile text: rendering strips control characters. */
  readonly message: string;
  /** Why, where `reason` only says that: the cause of `failing`. */
  readonly cause?: Reason | undefined;
  /** Lines of evidence. Hostile text as well. */
  readonly details?: readonly string[] | undefined;
  /** The command that mends it. */
  readonly hint?: string | undefined;
  /** Of `unknown`: what may be wrong as well and could not be seen. */
  readonly hides?: readonly Reason[] | undefined;
}

/** Something that proves the data unprotected. */
export function bad(reason: Reason, message: string, hint?: string): Problem {
  return { reason, level: 'bad', message, hint };
}

/** Something that will leave the data unprotected. */
export function warning(reason: Reason, message: string, hint?: string): Problem {
  return { reason, level: 'warning', message, hint };
}

/** Something that could not be found out, and what it may hide. */
export function unknown(reason: Reason, message: string, hides: readonly Reason[], hint?: string): Problem {
  return { reason, level: 'unknown', message, hides, hint };
}
