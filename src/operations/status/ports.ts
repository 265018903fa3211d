import type { Cluster } from '../../kube/cluster.ts';

/** What status needs of the world to read a fleet. */
export interface StatusPorts {
  readonly cluster: Pick<Cluster, 'list' | 'logs'>;
  readonly signal: AbortSignal;
  now(): Date;
}
