import { destinationStatus, type DestinationStatus } from '../../../volsync/destination-state.ts';
import type { NamedObjects } from '../../../volsync/missing-objects.ts';
import { overwrittenAmong } from '../../../volsync/destination-refusals.ts';
import type { MoverObservation } from '../../../volsync/mover-observation.ts';
import {
  markedSources,
  noJournals,
  withoutSource,
  type OpenJournal,
  type OpenJournals,
} from '../../../volsync/open-restore.ts';
import { isStartOfNewApp } from '../../../volsync/new-app.ts';
import type { Reason } from '../../../volsync/reasons.ts';
import { retainConflictsInFleet, sharersInFleet } from '../../../volsync/shared-repository.ts';
import { sourceStatus, type SourceStatus } from '../../../volsync/source-state.ts';
import type { Replication } from '../../../volsync/sync-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { momentsOf, currentTime } from '../../../volsync/current-time.ts';

/** What was read from the cluster, without any judgement. */
export interface FleetFacts {
  readonly sources: readonly ReplicationSource[];
  readonly destinations: readonly ReplicationDestination[];
  /** By the UID of the syncing source or destination. */
  readonly movers: ReadonlyMap<string, MoverObservation>;
  /** Whether the objects that a source or destination names exist, by its UID, if they were read. */
  readonly named?: ReadonlyMap<string, NamedObjects> | undefined;
  readonly gaps: readonly Gap[];
  /** Unfinished in-place restores, if they were read. */
  readonly openJournals?: OpenJournals | undefined;
}

/** A whole kind that could not be read. */
export interface Gap {
  readonly kind: 'ReplicationDestination' | 'PersistentVolumeClaim' | 'Secret';
  readonly reason: Reason;
  readonly message: string;
  /** Problems that may exist but could not be checked; undefined means any. */
  readonly hides?: readonly Reason[] | undefined;
}

/** The state of every source and destination at one moment. */
export interface FleetStatus {
  readonly time: Date;
  readonly sources: readonly SourceStatus[];
  readonly destinations: readonly DestinationStatus[];
  readonly gaps: readonly Gap[];
  /** Unfinished in-place restores whose source is gone. */
  readonly openWithoutSource: readonly OpenJournal[];
}

/** Judges everything that was read; the same facts are judged again as time passes. */
export function assessFleet(facts: FleetFacts, machineTime: Date): FleetStatus {
  const now = currentTime(machineTime, [...facts.sources, ...facts.destinations].flatMap(momentsOf));
  const journals = facts.openJournals ?? noJournals;
  const marked = markedSources(facts.sources, journals);
  const sharers = sharersInFleet(marked);
  const conflicts = retainConflictsInFleet(marked);
  const sources = marked.map((object) =>
    sourceStatus({
      kind: 'replicationsource',
      object,
      mover: moverOf(object, facts),
      named: namedBy(object, facts),
      sharedWith: sharers.get(object),
      retainConflicts: conflicts.get(object),
      now,
    }),
  );
  const overwrites = overwrittenAmong(facts.sources);
  const destinations = facts.destinations.map((object) => {
    const kind = 'replicationdestination';
    const [mover, named] = [moverOf(object, facts), namedBy(object, facts)];
    const status = destinationStatus({ kind, object, mover, named, now, overwrites: overwrites(object) });
    return isStartOfNewApp(status, sources) ? { ...status, state: 'started-empty' as const, problems: [] } : status;
  });
  const openWithoutSource = withoutSource(journals, facts.sources);
  return { time: now, sources, destinations, gaps: facts.gaps, openWithoutSource };
}

function moverOf({ metadata }: Replication, { movers }: FleetFacts): MoverObservation {
  return movers.get(metadata.uid ?? '') ?? { kind: 'not-looked' };
}

function namedBy({ metadata }: Replication, { named }: FleetFacts): NamedObjects | undefined {
  return named?.get(metadata.uid ?? '');
}
