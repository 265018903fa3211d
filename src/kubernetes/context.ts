import type { Cluster } from './cluster.ts';

/** The calls that an operation makes: a test has to fake only these. */
export interface ClusterContext<Calls extends keyof Cluster> {
  readonly cluster: Pick<Cluster, Calls>;
  /** Aborted by Ctrl-C: ends the work, but not the removal of temporary objects. */
  readonly signal: AbortSignal;
}

/** The same with a clock, for operations that wait. */
export interface TimedContext<Calls extends keyof Cluster> extends ClusterContext<Calls> {
  readonly now: () => Date;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Everything an operation may use; it reports its progress to the caller with `report`. */
export interface Context<Calls extends keyof Cluster, Event> extends TimedContext<Calls> {
  readonly report: (event: Event) => void;
}
