/** Exit code of every way a command can end; the contract that scripts rely on. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  'not-found': 3,
  refused: 4,
  forbidden: 5,
  unreachable: 6,
  timeout: 7,
  failed: 8,
  unprotected: 9,
  unknown: 10,
  interrupted: 130,
} as const;

/** The meaning of each exit code, as in `--help`. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'done, protected, nothing to do, or a dry run',
  unexpected: 'a bug in volsyncctl',
  usage: 'wrong flags, or an answer is needed and there is no terminal',
  'not-found': "object, namespace or VolSync's CRDs not found",
  refused: 'refused: in use, paused, a conflict, or not confirmed',
  forbidden: '401 or 403, naming the missing verb and resource',
  unreachable: 'kubeconfig, DNS, TLS or connection to the API server',
  timeout: "volsyncctl's own deadline passed",
  failed: 'the mover or restic failed; its last lines are shown',
  unprotected: 'a check ran and the answer is no',
  unknown: 'could not be determined; neither pass nor fail',
  interrupted: 'Ctrl-C (SIGTERM: 143, SIGHUP: 129), or a declined prompt',
};

/** How a command ended. */
export type Outcome = keyof typeof exitCodes;

/** How a command failed. */
export type FailureKind = Exclude<Outcome, 'ok'>;

export interface FailureOptions {
  /** The exact command, or one sentence, that fixes it; a list if there are several ways. Line ends become spaces. */
  readonly hint?: string | readonly string[] | undefined;
  /** Lines of evidence, such as the mover's last lines. Hostile text: rendering strips control characters. */
  readonly details?: readonly string[] | undefined;
  /** For `forbidden`: the missing right, unless the credentials are the cause. */
  readonly missingRight?: Access | undefined;
  /** For a kind that is not served in the requested version: the versions in which its group is served. */
  readonly servedVersions?: readonly string[] | undefined;
  /** For `timeout`: the API server rejected the request with 429 until volsyncctl stopped repeating it. */
  readonly isOverload?: boolean | undefined;
  readonly cause?: unknown;
}

/** An error that the operator can act on: its message says what happened, to what, and why. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  /** Each alternative on its own line. */
  readonly hint: string | undefined;
  readonly details: readonly string[];
  readonly missingRight: Access | undefined;
  readonly servedVersions: readonly string[] | undefined;
  readonly isOverload: boolean;

  constructor(kind: FailureKind, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.hint = hintOf(options.hint);
    this.details = options.details ?? [];
    this.missingRight = options.missingRight;
    this.servedVersions = options.servedVersions;
    this.isOverload = options.isOverload === true;
  }
}

/** Foreign text in one alternative must not look like another one. */
function hintOf(hint: FailureOptions['hint']): string | undefined {
  if (hint === undefined) return undefined;
  const ways = typeof hint === 'string' ? [hint] : hint;
  return ways.map((way) => way.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ')).join('\n');
}

/** Whether a thrown value is a Failure of one of these kinds. */
export function isFailure(error: unknown, ...kinds: readonly FailureKind[]): error is Failure {
  return error instanceof Failure && (kinds.length === 0 || kinds.includes(error.kind));
}

/** Whether the API server did not answer, or only that it is overloaded: it may do so later. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Failure && (error.kind === 'unreachable' || error.isOverload);
}

/**
 * Every outcome in order of severity, for several objects that end differently: first what ended the run itself, then
 * failures, then verdicts.
 */
export const outcomesFromWorst = [
  'interrupted',
  'unexpected',
  'unreachable',
  'forbidden',
  'failed',
  'timeout',
  'refused',
  'not-found',
  'usage',
  'unprotected',
  'unknown',
  'ok',
] as const satisfies readonly Outcome[];

/** The outcome for several objects; `ok` if there are none. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  return outcomesFromWorst.find((outcome) => outcomes.includes(outcome)) ?? 'ok';
}

/** A right, as RBAC names it. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}
