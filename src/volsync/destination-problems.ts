import { plainLine } from '../foreign-text.ts';
import { beingDeletedProblem } from './being-deleted.ts';
import { freshnessOf } from './freshness.ts';
import type { LastRestore } from './last-restore.ts';
import { fixCommands } from './fix-commands.ts';
import { moverKind } from './mover-kind.ts';
import { bad, unknown, warning, type Problem } from './problem.ts';
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
} from './replication-problems.ts';
import type { Subject } from './judged-object.ts';
import { isSyncing, triggerState } from './sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';
import { shellCommand } from '../shell-command.ts';

/** A destination, and its last restore according to its status. */
export interface Destination extends Subject<ReplicationDestination> {
  readonly lastRestore: LastRestore;
  /** The source whose live volume it restores into; undefined if there is none. */
  readonly overwrites: ReplicationSource | undefined;
}

/** All problems of a destination, causes before consequences. */
export function destinationProblems(destination: Destination): readonly Problem[] {
  const blocking = notJudgedProblem(destination);
  const others = blocking === undefined ? checks.flatMap((check) => check(destination) ?? []) : [blocking];
  return [...undecodableProblem(destination), ...others];
}

const checks: readonly ((destination: Destination) => Problem | undefined)[] = [
  beingDeletedProblem,
  brokenScheduleProblem,
  errorProblem,
  secretMissingProblem,
  pausedProblem,
  failingProblem,
  parkedProblem,
  restoredNothing,
  overwritesVolume,
  notStartedProblem,
  stale,
  noTriggerProblem,
  hiddenMoverProblem,
  unsupportedMover,
  noEvidence,
];

/**
 * Every app that was once new has a destination that restored nothing at that time: `new-app.ts` takes this problem
 * away where the app's source shows that it was new.
 */
function restoredNothing(destination: Destination): Problem | undefined {
  if (destination.lastRestore.kind !== 'nothing') return undefined;
  const message = 'the repository had no eligible snapshot: nothing was restored, although VolSync reports success';
  return warning('restored-nothing', message, fixCommands.logs(destination));
}

/** Reported while it is idle as well: redeployed, or with a new tag, it overwrites the files of a running app. */
function overwritesVolume({ object, overwrites }: Destination): Problem | undefined {
  if (overwrites === undefined) return undefined;
  const { name, namespace = '' } = object.metadata;
  const hint = shellCommand`kubectl delete replicationdestination ${name} -n ${namespace}`;
  return warning('overwrites-volume', overwritesMessage(overwrites), hint);
}

/** What such a destination may do, as the end of a sentence about it. */
export function overwritesMessage({ metadata, spec }: ReplicationSource): string {
  return `it restores into PVC ${spec?.sourcePVC ?? ''}, the live volume of ${metadata.name}: whenever it is created or triggered, it overwrites the app's files`;
}

function stale(destination: Destination): Problem | undefined {
  const trigger = triggerState(destination.object);
  if (freshnessOf(destination.object, destination.now).verdict !== 'stale' || !('schedule' in trigger)) {
    return undefined;
  }
  return bad('stale', `older than the schedule "${plainLine(trigger.schedule)}" allows`, fixCommands.logs(destination));
}

function unsupportedMover({ object }: Destination): Problem | undefined {
  const kind = moverKind(object);
  if (kind === 'restic') return undefined;
  const message = `volsyncctl cannot tell what ${kind} restored, only that VolSync reports it complete`;
  return unknown('unsupported-mover', message, ['restored-nothing']);
}

function noEvidence({ object, lastRestore }: Destination): Problem | undefined {
  if (lastRestore.kind !== 'unknown' || lastRestore.why !== 'no-log' || isSyncing(object)) return undefined;
  const message = 'the log of the last complete restore was not kept: it may have restored nothing';
  return unknown('no-evidence', message, ['restored-nothing']);
}
