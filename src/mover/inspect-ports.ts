import type { Cluster } from '../kubernetes/cluster.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';

/** Why pods failed, by their uid: a pod that has failed says nothing new. */
export type RememberedCauses = Map<string, Diagnosis>;

/** What status needs of the world to read a fleet. */
export interface StatusPorts {
  readonly cluster: Pick<Cluster, 'list' | 'logs'>;
  readonly signal: AbortSignal;
  /** Where a fleet is looked at again and again. */
  readonly causes?: RememberedCauses;
  now(): Date;
}
