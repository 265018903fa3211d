import type { TimedContext } from '../kubernetes/context.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';

/** Why pods failed, by their uid: a pod that has failed says nothing new. */
export type RememberedCauses = Map<string, Diagnosis>;

/** What status needs of the world to read a fleet. */
export interface StatusPorts extends Omit<TimedContext<'list' | 'logs'>, 'sleep'> {
  /** Where a fleet is looked at again and again. */
  readonly causes?: RememberedCauses;
}
