import { destinationProblems, type Destination } from './destination-problems.ts';
import { lastRestoreOf, type LastRestore } from './last-restore.ts';
import { moverKind, type MoverKind } from './mover-kind.ts';
import type { Problem } from './problem.ts';
import type { Reason } from './reasons.ts';
import { stateSince } from './state-since.ts';
import { isSyncing, nextSyncAt, triggerState, type TriggerState } from './sync-state.ts';
import type { ReplicationDestination } from './types.ts';

/** Everything known about one destination at one moment. */
export interface DestinationStatus {
  readonly object: ReplicationDestination;
  /** Its state in one word: the reason of its first problem, else what it does or did. */
  readonly state: Reason | 'syncing' | 'restored' | 'started-empty' | 'never-restored';
  readonly since: Date | undefined;
  readonly problems: readonly Problem[];
  readonly lastRestore: LastRestore;
  /** Undefined while a sync runs: VolSync computes it afterwards. */
  readonly nextSync: Date | undefined;
  readonly trigger: TriggerState;
  readonly mover: MoverKind;
}

/** Judges a destination by its status and by its observed mover. */
export function destinationStatus(destination: Omit<Destination, 'lastRestore'>): DestinationStatus {
  const { object } = destination;
  const lastRestore = lastRestoreOf(object);
  const problems = destinationProblems({ ...destination, lastRestore });
  const state = problems[0]?.reason ?? stateWithoutProblem(object, lastRestore);
  return {
    object,
    state,
    since: stateSince(state, object),
    problems,
    lastRestore,
    nextSync: isSyncing(object) ? undefined : nextSyncAt(object),
    trigger: triggerState(object),
    mover: moverKind(object),
  };
}

function stateWithoutProblem(destination: ReplicationDestination, last: LastRestore): DestinationStatus['state'] {
  if (isSyncing(destination)) return 'syncing';
  switch (last.kind) {
    case 'restored':
      return 'restored';
    case 'nothing':
      return 'started-empty';
    case 'none':
    case 'unknown':
      return 'never-restored';
  }
}
