import type { Diagnosis } from './diagnosis.ts';
import type { Reason } from './reasons.ts';

/** `protected`: proven. `unprotected`: proven not. `unknown`: could not be determined; neither pass nor fail. */
export type Verdict = 'protected' | 'unprotected' | 'unknown';

/** A verdict on one app with its reason: what is wrong, or why it could not be determined. */
export interface Judgement extends Omit<Diagnosis, 'reason'> {
  readonly verdict: Verdict;
  /** Undefined, with an empty message, only if it is protected. */
  readonly reason: Reason | undefined;
}

/** Every verdict, worst first. */
export const verdictsFromWorst = ['unprotected', 'unknown', 'protected'] as const satisfies readonly Verdict[];

interface Judged {
  readonly namespace: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly warnings?: readonly string[];
}

/** Orders worst first: unprotected, unknown, protected with a warning, protected; equal ones by name. */
export function byHarm(a: Judged, b: Judged): number {
  const names = `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1;
  return harmRank(a) - harmRank(b) || names;
}

function harmRank({ verdict, warnings = [] }: Judged): number {
  return verdictsFromWorst.indexOf(verdict) * 2 - (warnings.length > 0 ? 1 : 0);
}

/** Details and a hint. */
type Evidence = Partial<Pick<Diagnosis, 'details' | 'hint'>>;

/** Proven to be backed up. */
export const protectedApp: Judgement = {
  verdict: 'protected',
  reason: undefined,
  message: '',
  details: [],
  hint: undefined,
};

/** Proven not to be backed up. */
export function unprotected(reason: Reason, message: string, { details = [], hint }: Evidence = {}): Judgement {
  return { verdict: 'unprotected', reason, message, details, hint };
}

/** Not determined. */
export function unknownApp(reason: Reason, message: string, { details = [], hint }: Evidence = {}): Judgement {
  return { verdict: 'unknown', reason, message, details, hint };
}
