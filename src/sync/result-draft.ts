import type { Outcome } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { MoverLog } from '../restic/mover-log.ts';
import { ownerOf } from '../volsync/field-owner.ts';
import { withHistoryLoss } from '../volsync/history-loss.ts';
import { failureHint } from '../volsync/mover-failure-hint.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { Reason } from '../volsync/reasons.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { SavedSnapshot, TriggerResult } from './trigger-result.ts';

/** The part of a result that says how it went; the rest is known from elsewhere. */
export interface Ending extends Partial<TriggerResult> {
  readonly outcome: Outcome;
}

/** The result of an app, of which nothing is known but how it ended. */
export function resultOf(key: ObjectKey, ending: Ending): TriggerResult {
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
    waitedMs: 0,
    tagEnd: { kind: 'not-set', previous: undefined, trigger: undefined, nextSyncAt: undefined },
    managedBy: undefined,
    warnings: [],
    ...ending,
  };
}

/** The mover fails, and waiting has no point or no time. */
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

/** What has to be known of the command that the hint names. */
export function remedyNote({ reason }: Diagnosis): readonly string[] {
  return reason === 'locked' ? ['The command below removes the lock where its owner is proven dead.'] : [];
}

/** An ending with a reason of its own. */
export function ending(outcome: Outcome, reason: Reason | undefined, message: string, hint?: string): Ending {
  return { outcome, reason, message, hint };
}

/** The snapshot that a log tells of. */
export function savedSnapshot(log: MoverLog): SavedSnapshot | undefined {
  const { snapshot: id, parent, hasCreatedRepository: isFirst, files, bytesProcessed, bytesAdded, bytesStored } = log;
  return id === undefined ? undefined : { id, parent, isFirst, files, bytesProcessed, bytesAdded, bytesStored };
}

/** What is known of a source before anything is done. */
export function factsOf(source: ReplicationSource): Partial<TriggerResult> {
  const previous = source.spec?.trigger?.manual ?? '';
  return {
    managedBy: ownerOf(source)?.name,
    tagEnd: {
      kind: 'not-set',
      previous: previous === '' ? undefined : previous,
      trigger: undefined,
      nextSyncAt: undefined,
    },
  };
}
