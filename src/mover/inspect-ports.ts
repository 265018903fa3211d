import type { TimedContext } from '../kubernetes/context.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';

/** Why pods failed, by UID: a failed pod does not change any more. */
export type RememberedCauses = Map<string, Diagnosis>;

/** What `status` needs to read a fleet. */
export interface StatusPorts extends Omit<TimedContext<'list' | 'logs'>, 'sleep'> {
  /** For reading a fleet repeatedly. */
  readonly causes?: RememberedCauses;
}
