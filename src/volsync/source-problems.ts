import { plainLine } from '../foreign-text.ts';
import { beingDeletedProblem } from './being-deleted.ts';
import type { Freshness } from './freshness.ts';
import type { LastSync } from './last-sync.ts';
import { claimDoubt } from './claim-change.ts';
import { fixCommands } from './fix-commands.ts';
import { leftParked } from './left-parked.ts';
import { missingClaim, sourcePVC } from './missing-objects.ts';
import { moverKind } from './mover-kind.ts';
import { openQuiesceProblem } from './open-quiesce.ts';
import { openRestoreMessage, openRestoreOf, openRestoreStatus } from './open-restore.ts';
import { hasMadeRepositoryLate } from './new-repository.ts';
import { bad, unknown, warning, type Problem } from './problem.ts';
import { reasons } from './reasons.ts';
import {
  brokenScheduleProblem,
  errorProblem,
  failingProblem,
  hiddenMoverProblem,
  noTriggerProblem,
  notJudgedProblem,
  notStartedProblem,
  parkedProblem,
  pausedProblem,
  secretMissingProblem,
  undecodableProblem,
  unlessSaid,
} from './replication-problems.ts';
import type { Reason } from './reasons.ts';
import { sharedRepositoryText } from './shared-repository.ts';
import type { Subject } from './judged-object.ts';
import { isInForce, isOverdue, suspensionInForce, suspensionOf, suspensionText } from './suspension.ts';
import { dateOf, isSyncing, triggerState } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';
import { shellCommand } from '../shell-command.ts';

/** A source, and its last sync according to its status. */
export interface Source extends Subject<ReplicationSource> {
  readonly lastSync: LastSync;
  readonly freshness: Freshness;
}

/** All problems of a source, causes before consequences. */
export function sourceProblems(source: Source): readonly Problem[] {
  const blocking = notJudgedProblem(source);
  const others = blocking === undefined ? checks.flatMap((check) => check(source) ?? []) : [blocking];
  const judged = isStarting(source) ? whileStarting(others) : others;
  return [
    ...undecodableProblem(source),
    ...openRestore(source),
    ...quiesced(source),
    ...parkedByRestore(source),
    ...judged,
  ];
}

/** After a source is applied, VolSync and the creators of the objects it names need a moment. */
const startMs = 60_000;

function isStarting({ object, lastSync, now }: Source): boolean {
  const created = dateOf(object.metadata.creationTimestamp);
  return lastSync.kind === 'none' && created !== undefined && now.getTime() - created.getTime() < startMs;
}

/** Problems that are normal while an app is applied all at once: neither bad news nor good. */
function whileStarting(problems: readonly Problem[]): readonly Problem[] {
  const early = problems.filter(({ reason, cause }) => comesWithTime.has(cause ?? reason));
  if (early.length === 0) return problems;
  const lacking = early.filter(({ reason }) => reason !== 'never-synced').map(({ message }) => message);
  const message = ['the app is starting: no backup yet', ...lacking].join('; ');
  const hides = early.flatMap(({ reason, cause }) => [reason, ...(cause === undefined ? [] : [cause])]);
  return [...problems.filter((problem) => !early.includes(problem)), unknown('starting', message, hides)];
}

const comesWithTime: ReadonlySet<Reason> = new Set(['never-synced', 'secret-missing', 'source-missing']);

const checks: readonly ((source: Source) => Problem | undefined)[] = [
  beingDeletedProblem,
  brokenScheduleProblem,
  errorProblem,
  secretMissingProblem,
  claimMissing,
  pausedProblem,
  failingProblem,
  newRepository,
  suspended,
  parkedProblem,
  neverSynced,
  emptySource,
  notStartedProblem,
  stale,
  noTriggerProblem,
  hiddenMoverProblem,
  unsupportedMover,
  noEvidence,
  otherClaim,
  sharedRepository,
  retainConflict,
];

/** Reported first: the app is stopped, and nothing is backed up. */
function openRestore({ object }: Source): readonly Problem[] {
  const mark = openRestoreOf(object);
  if (mark === undefined) return [];
  const [message, hint] = [openRestoreMessage(object), openRestoreStatus(object)];
  return [mark.isLost ? unknown('open-restore', message, reasons, hint) : bad('open-restore', message, hint)];
}

/** The app is stopped for its backup, or was left stopped. */
function quiesced({ object }: Source): readonly Problem[] {
  const problem = openQuiesceProblem(object);
  return problem === undefined ? [] : [problem];
}

/** What a restore has left behind without any other trace. */
function parkedByRestore({ object }: Source): readonly Problem[] {
  const left = leftParked(object);
  return left === undefined ? [] : [bad(left.reason, left.message, left.hint)];
}

function claimMissing(source: Source): Problem | undefined {
  const name = sourcePVC(source.object);
  const isMissing = name !== undefined && source.named?.hasClaim === false;
  return isMissing ? unlessSaid(missingClaim(name), source) : undefined;
}

/** Intentional, but still reported, or it would be forgotten. */
function suspended(source: Source): Problem | undefined {
  const { name, namespace = '' } = source.object.metadata;
  const suspension = suspensionOf(source.object);
  if (suspension === undefined) return undefined;
  const hint = shellCommand`volsyncctl resume ${name} -n ${namespace}`;
  if (suspension === 'unreadable') return warning('suspended', 'its suspension cannot be read', hint);
  const text = suspensionText(suspension);
  if (!isInForce(source.object, suspension)) {
    return warning('suspended', `${text}, but its trigger was changed since: it is not suspended`, hint);
  }
  return warning('suspended', isOverdue(suspension, source.now) ? `${text}, and that has passed` : text, hint);
}

/** A mistyped repository looks like a new app: VolSync creates one there, and reports success. */
function newRepository(source: Source): Problem | undefined {
  if (source.lastSync.kind !== 'backup' || !hasMadeRepositoryLate(source.object)) return undefined;
  const message =
    'the last sync made a new repository, long after the ReplicationSource: older backups, if there are any, are not in it';
  return warning('new-repository', message, fixCommands.snapshots(source));
}

function neverSynced(source: Source): Problem | undefined {
  if (source.lastSync.kind !== 'none') return undefined;
  const isFirstRunning = isSyncing(source.object);
  const message = isFirstRunning
    ? 'no backup yet: the bootstrap window is open until this sync is complete'
    : 'no backup yet: the bootstrap window is open, and VolSync has not begun the first sync';
  return bad('never-synced', message, isFirstRunning ? undefined : fixCommands.sync(source));
}

function emptySource(source: Source): Problem | undefined {
  if (source.lastSync.kind !== 'empty') return undefined;
  const message = 'the last sync found an empty volume and backed up nothing, although VolSync reports success';
  return bad('empty-source', message, fixCommands.snapshots(source));
}

function stale(source: Source): Problem | undefined {
  const trigger = triggerState(source.object);
  if (source.freshness.verdict !== 'stale' || !('schedule' in trigger)) return undefined;
  const schedule = suspensionInForce(source.object)?.trigger?.schedule ?? trigger.schedule;
  return bad('stale', `older than the schedule "${plainLine(schedule)}" allows`, fixCommands.sync(source));
}

function unsupportedMover({ object }: Source): Problem | undefined {
  const kind = moverKind(object);
  if (kind === 'restic') return undefined;
  const message = `volsyncctl cannot tell what ${kind} copied, only that VolSync reports it complete`;
  return unknown('unsupported-mover', message, ['empty-source']);
}

function noEvidence(source: Source): Problem | undefined {
  if (source.lastSync.kind !== 'unknown' || source.lastSync.why !== 'no-log') return undefined;
  const message = 'the log of the last complete sync was not kept: it may have found an empty volume';
  return unknown('no-evidence', message, ['empty-source'], fixCommands.sync(source));
}

/** The last sync may be of another volume; then this one has no backup yet. */
function otherClaim(source: Source): Problem | undefined {
  const doubt = claimDoubt(source.object);
  if (doubt === undefined) return undefined;
  return unknown('no-evidence', doubt, [], fixCommands.sync(source));
}

/** A restore, including the next bootstrap, takes the newest snapshot, whoever made it. */
function sharedRepository(source: Source): Problem | undefined {
  const { sharedWith = [] } = source;
  if (sharedWith.length === 0) return undefined;
  return warning('shared-repository', sharedRepositoryText(sharedWith), fixCommands.snapshots(source));
}

/** Each source works as it should, but the history is not what either promises. */
function retainConflict(source: Source): Problem | undefined {
  const [first, ...more] = source.retainConflicts ?? [];
  if (first === undefined) return undefined;
  return { ...warning('retain-conflict', first, fixCommands.edit(source)), ...(more.length > 0 && { details: more }) };
}
