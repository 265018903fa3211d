import { plainLine } from '../foreign-text.ts';
import { isGoDuration } from '../go-duration.ts';
import { writerNote } from './external-secret.ts';
import { withHistoryLoss } from './history-loss.ts';
import { fixCommands } from './fix-commands.ts';
import { missingSecret } from './missing-objects.ts';
import { failureOfError } from './mover-failure-error.ts';
import type { Diagnosis } from './diagnosis.ts';
import { moverKind } from './mover-kind.ts';
import { bad, unknown, warning, type Problem } from './problem.ts';
import { moverFailureReasons, reasons, type Reason } from './reasons.ts';
import { scheduleProblem } from './schedule-problem.ts';
import type { Subject } from './judged-object.ts';
import { isSyncDue } from './sync-due.ts';
import {
  reconcileError,
  dateOf,
  isSyncing,
  isTagServed,
  lastSpecChange,
  nextSyncAt,
  triggerState,
} from './sync-state.ts';

/** How long VolSync may take to start a sync that is due before that is a problem. */
const graceMs = 2 * 60_000;

/** States in which the status says nothing about the data; nothing else is judged then. */
export function notJudgedProblem({ object, ...subject }: Subject): Problem | undefined {
  switch (moverKind(object)) {
    case 'external':
      return unjudged('spec.external: another program copies the data, and VolSync knows nothing of it');
    case 'syncthing':
      return unjudged('syncthing runs all the time and never completes a sync');
    case 'none':
      return bad('no-mover', 'no mover is set, so VolSync does nothing', fixCommands.edit({ object, ...subject }));
    case 'several':
      return bad(
        'no-mover',
        'several movers are set, so VolSync does nothing',
        fixCommands.edit({ object, ...subject }),
      );
    default:
      return undefined;
  }
}

function unjudged(message: string): Problem {
  return unknown('unsupported-mover', message, reasons);
}

/** One such object keeps VolSync from listing the whole kind; the CRD accepts any text. */
export function undecodableProblem(subject: Subject): readonly Problem[] {
  const duration = subject.object.status?.lastSyncDuration;
  if (duration === undefined || isGoDuration(duration)) return [];
  const message = `VolSync cannot decode status.lastSyncDuration "${duration}": it syncs nothing in the whole cluster while this object has it`;
  return [bad('undecodable-status', message, fixCommands.dropDuration(subject))];
}

/** The API server accepts schedules that VolSync cannot parse. */
export function brokenScheduleProblem(subject: Subject): Problem | undefined {
  const trigger = triggerState(subject.object);
  const problem = trigger.kind === 'schedule' ? scheduleProblem(subject.object) : undefined;
  if (trigger.kind !== 'schedule' || problem === undefined) return undefined;
  const message = `VolSync cannot parse the schedule "${plainLine(trigger.schedule)}" and has stopped syncing: ${problem}`;
  return bad('broken-schedule', message, fixCommands.edit(subject));
}

/** Errors that VolSync's controller reports itself. */
export function errorProblem(subject: Subject): Problem | undefined {
  const text = reconcileError(subject.object);
  if (text === undefined || brokenScheduleProblem(subject) !== undefined) return undefined;
  return explained('error', failureOfError(text), subject);
}

/** Detected before VolSync fails on it; after that, VolSync's own error is reported. */
export function secretMissingProblem(subject: Subject): Problem | undefined {
  return subject.named?.hasSecret === false ? unlessSaid(missingSecret(subject.object), subject) : undefined;
}

/** The same for any object that the spec names. */
export function unlessSaid(failure: Diagnosis, subject: Subject): Problem | undefined {
  const text = reconcileError(subject.object);
  if (text !== undefined && failureOfError(text).reason === failure.reason) return undefined;
  return explained(failure.reason, failure, subject);
}

/** While paused, VolSync continues up to a Job without a pod. */
export function pausedProblem(subject: Subject): Problem | undefined {
  if (subject.object.spec?.paused !== true) return undefined;
  const message = isSyncing(subject.object)
    ? 'spec.paused is true: a sync waits, and will then use the volume as it was when the sync began'
    : 'spec.paused is true: the next sync will wait';
  return warning('paused', message, fixCommands.unpause(subject));
}

/** A paused sync has no pod, and the pods that the pause terminated count as failed: so a pause hides failures. */
export function failingProblem(subject: Subject): Problem | undefined {
  const { object, mover } = subject;
  if (!isSyncing(object) || object.spec?.paused === true) return undefined;
  if (mover.kind !== 'failing' && !hasGivenUpOnce(object)) return undefined;
  const cause = mover.kind === 'failing' ? mover.cause : undefined;
  if (cause?.reason === 'scheduling-gated')
    return warning(cause.reason, cause.message, fixCommands.failure(cause, subject));
  if (cause !== undefined) return explained('failing', cause, subject);
  return bad('failing', 'the mover is failing for an unknown reason', fixCommands.logs(subject));
}

function explained(reason: Reason, failure: Diagnosis, subject: Subject): Problem {
  const { message, details, reason: cause } = withHistoryLoss(failure, subject.object);
  const writer = cause === 'secret-missing' ? subject.named?.secretWriter : undefined;
  const note = writer && writerNote(subject.object.spec?.restic?.repository ?? '', writer);
  return {
    ...bad(reason, message, note?.hint ?? fixCommands.failure(failure, subject)),
    details: note === undefined ? details : [note.detail, ...details],
    ...(cause === reason ? {} : { cause }),
  };
}

/** `Failed` is stored when a Job's retries are used up, and only the end of the sync replaces it. */
function hasGivenUpOnce({ status }: Subject['object']): boolean {
  return status?.latestMoverStatus?.result === 'Failed';
}

/** A tag that is not served yet is a pending sync; only after that does it override the schedule. */
export function parkedProblem(subject: Subject): Problem | undefined {
  const trigger = triggerState(subject.object);
  if (trigger.kind !== 'parked' || !isTagServed(subject.object)) return undefined;
  const message = `the manual tag "${plainLine(trigger.tag)}" overrides the schedule "${plainLine(trigger.schedule)}"`;
  return warning('parked-schedule', message, fixCommands.unpark(subject));
}

/** VolSync starts a due sync within a second, unless its controller does not run. */
export function notStartedProblem({ object, now }: Subject): Problem | undefined {
  if (isSyncing(object) || !isSyncDue(object, now)) return undefined;
  const dueSince = nextSyncAt(object) ?? lastSpecChange(object) ?? dateOf(object.metadata.creationTimestamp);
  if (dueSince === undefined || now.getTime() - dueSince.getTime() < graceMs) return undefined;
  return bad(
    'not-started',
    'a sync is due and VolSync does not begin it: does its controller run?',
    fixCommands.controller,
  );
}

/** The API allows it, and VolSync then syncs in a loop. */
export function noTriggerProblem(subject: Subject): Problem | undefined {
  if (triggerState(subject.object).kind !== 'none') return undefined;
  const message = 'no trigger is set, so VolSync starts the next sync as soon as one completes';
  return warning('no-trigger', message, fixCommands.edit(subject));
}

/** A running sync whose mover cannot be read may have been failing for days. */
export function hiddenMoverProblem({ object, mover }: Subject): Problem | undefined {
  if (!isSyncing(object) || mover.kind !== 'hidden') return undefined;
  const message = `whether the running sync fails could not be seen: ${mover.why}`;
  return unknown(mover.reason, message, ['failing', ...moverFailureReasons]);
}
