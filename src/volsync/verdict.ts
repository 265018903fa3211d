import type { Reason } from './reasons.ts';

/** `protected`: proven. `unprotected`: proven not. `unknown`: could not be found out, and nothing may be concluded. */
export type Verdict = 'protected' | 'unprotected' | 'unknown';

/** A verdict on one app, and why. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Undefined only where it is protected. */
  readonly reason: Reason | undefined;
  /** One sentence without the app's name; empty where it is protected. May quote the cluster. */
  readonly message: string;
  /** Lines of evidence, as restic or Kubernetes wrote them. */
  readonly details: readonly string[];
  /** The command that mends it. */
  readonly hint: string | undefined;
}

/** Every verdict, the worst first. */
export const verdictsFromWorst = ['unprotected', 'unknown', 'protected'] as const satisfies readonly Verdict[];

interface Judged {
  readonly namespace: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly warnings?: readonly string[];
}

/** Orders the worst first: unprotected, unknown, protected with a warning, protected; those alike by their names. */
export function byHarm(a: Judged, b: Judged): number {
  const names = `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1;
  return harmRank(a) - harmRank(b) || names;
}

function harmRank({ verdict, warnings = [] }: Judged): number {
  return verdictsFromWorst.indexOf(verdict) * 2 - (warnings.length > 0 ? 1 : 0);
}

type Extra = Partial<Pick<Judgement, 'details' | 'hint'>>;

/** Proven to be backed up. */
export const protectedApp: Judgement = {
  verdict: 'protected',
  reason: undefined,
  message: '',
  details: [],
  hint: undefined,
};

/** Proven not to be backed up. */
export function unprotected(reason: Reason, message: string, extra: Extra = {}): Judgement {
  return { verdict: 'unprotected', reason, message, details: [], hint: undefined, ...extra };
}

/** What could not be found out. */
export function unknownApp(reason: Reason, message: string, extra: Extra = {}): Judgement {
  return { verdict: 'unknown', reason, message, details: [], hint: undefined, ...extra };
}
