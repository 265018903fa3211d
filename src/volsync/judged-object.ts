import type { NamedObjects } from './missing-objects.ts';
import type { MoverObservation } from './mover-observation.ts';
import type { Replication } from './sync-state.ts';

/**
 * The input of a judgement: an object with its kind, which items of a list do not carry, its mover, and the current
 * time.
 */
export interface Subject<T extends Replication = Replication> {
  readonly kind: 'replicationsource' | 'replicationdestination';
  readonly object: T;
  readonly mover: MoverObservation;
  readonly now: Date;
  readonly named?: NamedObjects | undefined;
  /** For a source: other apps that are known to use its repository, as `namespace/name`. */
  readonly sharedWith?: readonly string[] | undefined;
  /** For a source: one sentence for each other source of its PVC whose `retain` undoes its own. */
  readonly retainConflicts?: readonly string[] | undefined;
}
