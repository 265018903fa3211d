import { isNoticeablyOlder, lastDataTime } from './data-time.ts';
import { freshnessOf, type Freshness } from './freshness.ts';
import { lastSyncOf, type LastSync } from './last-sync.ts';
import { moverKind, type MoverKind } from './mover-kind.ts';
import type { Problem } from './problem.ts';
import type { Reason } from './reasons.ts';
import { sourceProblems } from './source-problems.ts';
import { stateSince } from './state-since.ts';
import type { Subject } from './judged-object.ts';
import { isSyncing, nextSyncAt, triggerState, type TriggerState } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** Everything known about one source at one moment. */
export interface SourceStatus {
  readonly object: ReplicationSource;
  /** Its state in one word: the reason of its first problem, else what it does. */
  readonly state: Reason | 'syncing' | 'idle' | 'manual-only';
  /** Since when, if known. */
  readonly since: Date | undefined;
  /** The most significant first: later ones are often its consequences. */
  readonly problems: readonly Problem[];
  readonly lastSync: LastSync;
  /** The time of the last sync's data, if that is well before the sync's end; see data-time.ts. */
  readonly olderData: Date | undefined;
  /** Undefined while a sync runs: VolSync computes it afterwards. */
  readonly nextSync: Date | undefined;
  readonly trigger: TriggerState;
  readonly freshness: Freshness;
  readonly mover: MoverKind;
}

/** Judges a source by its status and by its observed mover. */
export function sourceStatus(source: Subject<ReplicationSource>): SourceStatus {
  const { object, now } = source;
  const lastSync = lastSyncOf(object);
  const freshness = freshnessOf(object, now, lastDataTime(object));
  const problems = sourceProblems({ ...source, lastSync, freshness });
  const state = problems[0]?.reason ?? stateWithoutProblem(object);
  return {
    object,
    state,
    since: stateSince(state, object),
    problems,
    lastSync,
    olderData: olderData(object, lastSync),
    nextSync: isSyncing(object) ? undefined : nextSyncAt(object),
    trigger: triggerState(object),
    freshness,
    mover: moverKind(object),
  };
}

function olderData(object: ReplicationSource, lastSync: LastSync): Date | undefined {
  const of = lastDataTime(object);
  return lastSync.kind !== 'none' && of !== undefined && isNoticeablyOlder(of, lastSync.at) ? of : undefined;
}

function stateWithoutProblem(source: ReplicationSource): SourceStatus['state'] {
  if (isSyncing(source)) return 'syncing';
  return triggerState(source).kind === 'manual' ? 'manual-only' : 'idle';
}
