import type { Failure, Outcome } from '../../../errors.ts';
import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import { NotTheSame } from '../../../restore/check-restored.ts';
import { isRefusal } from '../../../restore/restorable-snapshots.ts';
import { DamagedSnapshot } from '../../../restore/require-undamaged.ts';
import { MoverFailure } from '../../../restore/restore-into-claim.ts';
import type { Reason } from '../../../volsync/reasons.ts';
import { unprotected, unknownApp, type Judgement } from '../../../volsync/verdict.ts';
import type { DrillResult } from './plan.ts';

/** How a drill ended, and its verdict. */
export type DrillEnding = Judgement & { readonly outcome: Outcome };

/**
 * The verdict for a Failure. Only what proves that the backup cannot be restored completely is `unprotected`; any other
 * obstacle says nothing about the backup.
 */
export function endingOf(error: Failure): DrillEnding {
  const { details, hint } = error;
  const message = withoutFullStop(error.message);
  const reason = reasonOf(error);
  const isProof = error.kind === 'unprotected' || (error.kind === 'failed' && proofs.has(reason));
  if (isProof) return { ...unprotected(reason, message, { details, hint }), outcome: 'unprotected' };
  return { ...unknownApp(reason, message, { details, hint }), outcome: error.kind };
}

/** The verdict for a repository that lists no snapshots, as in every check. */
export function endingOfHidden(judgement: Judgement): DrillEnding {
  // Nothing can be said about other movers, as in every check.
  if (judgement.reason === 'unsupported-mover') return { ...judgement, verdict: 'unknown', outcome: 'unknown' };
  if (isRefusal(judgement)) return { ...judgement, verdict: 'unknown', outcome: 'refused' };
  return { ...judgement, outcome: judgement.verdict === 'protected' ? 'unknown' : judgement.verdict };
}

/** The result of an app that was not started. */
export function notDrilled(
  { namespace, name }: ObjectKey,
  ending: DrillEnding,
  more: Pick<DrillResult, 'chosenAt'> & Partial<DrillResult>,
): DrillResult {
  const nothing = {
    chosen: undefined,
    restored: undefined,
    check: undefined,
    checkCommand: undefined,
    left: [],
    tookMs: 0,
  };
  return { namespace, name, ...nothing, evidence: { kind: 'none' }, ...more, ...ending };
}

/** Reasons from a mover or comparison that are a proof. */
const proofs: ReadonlySet<Reason> = new Set(['damaged', 'mismatch', 'wrong-password', 'repository-missing']);

function reasonOf(error: Failure): Reason {
  if (error instanceof MoverFailure) return error.reason;
  if (error instanceof NotTheSame) return 'mismatch';
  if (error instanceof DamagedSnapshot) return 'damaged';
  if (error.kind === 'unprotected') return 'no-snapshot';
  if (error.kind === 'forbidden') return 'forbidden';
  return error.kind === 'unreachable' ? 'unreachable' : 'no-evidence';
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}
