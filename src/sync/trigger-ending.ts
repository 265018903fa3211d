import type { Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { MoverLog } from '../restic/mover-log.ts';
import { withHistoryLoss } from '../volsync/history-loss.ts';
import { failureHint } from '../volsync/mover-failure-hint.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { Reason } from '../volsync/reasons.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { SavedSnapshot, TriggerResult } from './trigger-result.ts';

/** The part of a result that is known however the run ended. */
export type RunFacts = Pick<TriggerResult, 'waitedMs' | 'tagEnd' | 'managedBy' | 'warnings' | 'quiesce'>;

/** The part of a result that depends on how the run ended: its outcome and further fields. */
export interface Ending extends Partial<Omit<TriggerResult, keyof ObjectKey | keyof RunFacts>> {
  readonly outcome: Outcome;
}

/** The facts of a run that changed nothing. */
const untouched: RunFacts = {
  waitedMs: 0,
  tagEnd: { kind: 'not-set', previous: undefined, trigger: undefined, nextSyncAt: undefined },
  managedBy: undefined,
  warnings: [],
  quiesce: undefined,
};

/** The result of an app; without facts, of a run that did not begin. */
export function resultOf(key: ObjectKey, ending: Ending, facts = untouched): TriggerResult {
  return {
    ...key,
    state: 'not-done',
    reason: undefined,
    message: undefined,
    details: [],
    hint: undefined,
    snapshot: undefined,
    tag: undefined,
    plan: undefined,
    triggeredAt: undefined,
    pointInTime: undefined,
    isSyncRunning: false,
    durationMs: undefined,
    jitterMs: undefined,
    ...ending,
    ...facts,
  };
}

/** The mover fails, and waiting is pointless or the time is up. */
export function failingEnding(outcome: Outcome, failure: Diagnosis, source: ReplicationSource, log?: MoverLog): Ending {
  return {
    outcome,
    reason: failure.reason,
    message: withHistoryLoss(failure, source).message,
    details: [...failure.details, ...remedyNote(failure)],
    hint: failureHint(failure, source),
    snapshot: log && savedSnapshot(log),
    isSyncRunning: true,
  };
}

/** Notes about the command in the hint. */
export function remedyNote({ reason }: Diagnosis): readonly string[] {
  return reason === 'locked' ? ['The command below removes the lock where its owner is proven dead.'] : [];
}

/** An ending with its own reason. */
export function ending(outcome: Outcome, reason: Reason | undefined, message: string, hint?: string): Ending {
  return { outcome, reason, message, hint };
}

/** The snapshot that a log names. */
export function savedSnapshot(log: MoverLog): SavedSnapshot | undefined {
  const { snapshot: id, parent, hasCreatedRepository: isFirst, files, bytesProcessed, bytesAdded, bytesStored } = log;
  return id === undefined ? undefined : { id, parent, isFirst, files, bytesProcessed, bytesAdded, bytesStored };
}
