import type { NotOurs } from './trigger-event.ts';
import { isFailure, type Failure } from '../errors.ts';
import { withHistoryLoss } from '../volsync/history-loss.ts';
import { failureHint } from '../volsync/mover-failure-hint.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { Reason } from '../volsync/reasons.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { Refusal } from './preflight.ts';
import { ending, remedyNote, type Ending } from './trigger-ending.ts';
import { shellCommand } from '../shell-command.ts';

/** What was known when the work on an app was interrupted. */
export interface Moment {
  readonly source: ReplicationSource | undefined;
  readonly hasTag: boolean;
  readonly isSyncRunning: boolean;
  /** Of the sync that was followed last. */
  readonly trouble: Diagnosis | undefined;
}

/** The result of an app after a failed call to the cluster or a refusal. */
export function endingOfFailure(failure: Failure): Ending {
  const { kind, message, hint, details } = failure;
  const reason = failure instanceof Refusal ? failure.reason : reasonOf(failure);
  return { outcome: kind, reason, message, hint, details };
}

/** The result after an interruption by the operator. */
export function interruptedEnding({ source, hasTag, isSyncRunning }: Moment): Ending {
  if (!hasTag) return ending('interrupted', undefined, 'interrupted before anything was changed');
  if (!isSyncRunning) return ending('interrupted', undefined, 'interrupted before VolSync began the sync');
  const message = 'interrupted; the sync continues in the cluster';
  return { ...ending('interrupted', undefined, message, source && followHint(source)), isSyncRunning };
}

/** The result after volsyncctl's own timeout. */
export function timeoutEnding({ source, isSyncRunning, trouble }: Moment): Ending {
  if (trouble !== undefined) {
    const { reason, message } = source === undefined ? trouble : withHistoryLoss(trouble, source);
    const details = [...trouble.details, ...remedyNote(trouble)];
    return { ...ending('timeout', reason, message, source && failureHint(trouble, source)), details, isSyncRunning };
  }
  if (!isSyncRunning) {
    const message = 'VolSync has not started the sync: is its controller running?';
    return ending('timeout', 'not-started', message, 'kubectl get deployments -A -l app.kubernetes.io/name=volsync');
  }
  const message = 'the sync is still running';
  return { ...ending('timeout', undefined, message, source && followHint(source)), isSyncRunning };
}

/** The app was down for its maximum time; the outcome of the sync does not count. */
export function expiredEnding({ source, isSyncRunning, trouble }: Moment): Ending {
  const message = 'the volume was not copied within --max-downtime: the backup is not one of a quiet app';
  const seen = trouble === undefined ? {} : { reason: trouble.reason, details: [trouble.message, ...trouble.details] };
  return { ...ending('timeout', undefined, message, source && followHint(source)), ...seen, isSyncRunning };
}

/** Other syncs came first repeatedly, or VolSync keeps using an old copy. */
export function neverOursEnding(source: ReplicationSource, why: NotOurs): Ending {
  const { name, namespace = '' } = source.metadata;
  if (why === 'lost-answer')
    return ending('unreachable', 'unreachable', 'the API server repeatedly did not answer the patch');
  if (why === 'sync-was-running') {
    const message = 'other syncs kept starting before this one: whether one of them has the current data is not known';
    return ending('unknown', 'no-evidence', message, shellCommand`volsyncctl status ${name} -n ${namespace}`);
  }
  const message = 'VolSync keeps backing up an old copy of the volume, left from before';
  const kinds = source.spec?.restic?.copyMethod === 'Clone' ? 'pvc' : 'volumesnapshot';
  return ending(
    'unknown',
    'no-evidence',
    message,
    shellCommand`kubectl describe ${kinds} volsync-${name}-src -n ${namespace}`,
  );
}

function reasonOf(failure: Failure): Reason | undefined {
  if (isFailure(failure, 'forbidden')) return 'forbidden';
  return isFailure(failure, 'unreachable') ? 'unreachable' : undefined;
}

function followHint({ metadata }: ReplicationSource): string {
  return shellCommand`volsyncctl logs ${metadata.name} -n ${metadata.namespace ?? ''} -f`;
}
