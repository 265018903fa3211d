/** The requested rules, by name. */
export interface RuleNames {
  readonly only: readonly string[] | undefined;
  readonly skip: readonly string[];
}

/** The object of a finding; `file` and `line` if it was read from a manifest instead of a cluster. */
export interface FindingObject {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** What a rule found about one object. All texts may quote the cluster: rendering strips control characters. */
export interface Judged {
  /** `could-not-look`: neither fine nor a problem; `why` then names the missing permission or fact. */
  readonly outcome: 'fine' | 'problem' | 'could-not-look';
  readonly object: FindingObject;
  /** What was found, quoting the object. */
  readonly seen: string;
  /** Why it matters; undefined if it is fine. */
  readonly why?: string | undefined;
  /** A command to copy that fixes it, or one sentence if no command can. */
  readonly fix?: string | undefined;
  /** `certain`: proven by what was read; `likely`: other causes are possible. */
  readonly sure: 'certain' | 'likely';
  /** Lines that prove it, such as the driver's own message; shown with -v. */
  readonly evidence: readonly string[];
}

/** A judgement with the name of its rule. */
export interface Finding extends Judged {
  readonly rule: string;
  readonly harm: Harm;
}

/**
 * The worst consequence of a rule's problem, worst first: data is lost or a restore gives the wrong data; no backup is
 * made; backups are late or do not end; space, time or money is wasted.
 */
export const harms = ['data-loss', 'no-backup', 'late-backup', 'waste'] as const;
export type Harm = (typeof harms)[number];

/** One thing that can be wrong. `judge` is pure: it returns a judgement for each object that it checked. */
export interface Rule<Facts> {
  /** Named after the problem, such as `parked-schedule`. */
  readonly name: string;
  readonly harm: Harm;
  /** One line: what is checked. */
  readonly summary: string;
  /** The text of --explain: what the rule checks, why it matters, and how to fix it. */
  readonly explanation: string;
  /** The facts that only a helper pod can get and the rule judges by; none is made where no rule has a use for it. */
  readonly helperPod?: 'repositories' | 'images';
  readonly judge: (facts: Facts) => readonly Judged[];
}

/** Runs every rule; the worst harm first, and certain findings before likely ones. */
export function findings<Facts>(rules: readonly Rule<Facts>[], facts: Facts): readonly Finding[] {
  return rules
    .flatMap(({ name, harm, judge }) => judge(facts).map((judged): Finding => ({ ...judged, rule: name, harm })))
    .toSorted(compareFindings);
}

const outcomes: readonly Judged['outcome'][] = ['problem', 'could-not-look', 'fine'];

/** Sorts problems by harm, then what could not be checked, then what is fine. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome) ||
    harms.indexOf(a.harm) - harms.indexOf(b.harm) ||
    Number(a.sure === 'likely') - Number(b.sure === 'likely') ||
    nameOf(a).localeCompare(nameOf(b))
  );
}

function nameOf({ object }: Finding): string {
  return `${object.namespace ?? ''}/${object.kind}/${object.name}`;
}

/** The object is as it should be. */
export function fine(object: FindingObject, seen: string): Judged {
  return { outcome: 'fine', object, seen, sure: 'certain', evidence: [] };
}

/** What a rule reports about a problem. */
export type RuleProblem = Pick<Judged, 'seen' | 'why' | 'fix'> & Partial<Pick<Judged, 'sure' | 'evidence'>>;

/** Something is wrong with the object. */
export function problem(object: FindingObject, what: RuleProblem): Judged {
  return { sure: 'certain', evidence: [], ...what, outcome: 'problem', object };
}

/** It could not be determined: `seen` says what was to be checked, `why` what prevented it. */
export function couldNotLook(object: FindingObject, seen: string, why: string, fix?: string): Judged {
  return { outcome: 'could-not-look', object, seen, why, fix, sure: 'certain', evidence: [] };
}
