import type { Cluster } from './cluster.ts';

/** The cluster as an operation needs it: the calls that it makes, so that a test has to fake no others. */
export interface ClusterContext<Calls extends keyof Cluster> {
  readonly cluster: Pick<Cluster, Calls>;
  /** The operator's Ctrl-C: ends the work, and not the removal of what was made. */
  readonly signal: AbortSignal;
}

/** The same with a clock, for what waits. */
export interface TimedContext<Calls extends keyof Cluster> extends ClusterContext<Calls> {
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** All that an operation has of the world; who began it hears by `report` what it does. */
export interface Context<Calls extends keyof Cluster, Event> extends TimedContext<Calls> {
  report(event: Event): void;
}
