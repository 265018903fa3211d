import type { NamedObjects } from './missing-objects.ts';
import type { MoverObservation } from './mover-observation.ts';
import type { Replication } from './sync-state.ts';

/** What is judged: an object of one of the two kinds (items of a list do not say their kind), its mover, and when. */
export interface Subject<T extends Replication = Replication> {
  readonly kind: 'replicationsource' | 'replicationdestination';
  readonly object: T;
  readonly mover: MoverObservation;
  readonly now: Date;
  readonly named?: NamedObjects | undefined;
  /** Of a source: other apps that are known to use its repository, as `namespace/name`. */
  readonly sharedWith?: readonly string[] | undefined;
  /** Of a source: in a sentence each, other sources of its PVC whose `retain` undoes its own. */
  readonly retainConflicts?: readonly string[] | undefined;
}
