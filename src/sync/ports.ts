import type { Cluster } from '../kubernetes/cluster.ts';
import type { TriggerEvent, AppTriggerEvent } from './trigger-event.ts';

/** How to trigger, the same for all apps. */
export interface TriggerOptions {
  /** Otherwise it is enough that the sync has begun. */
  readonly isWaiting: boolean;
  readonly isDryRun: boolean;
  /** Remove also a tag that somebody left. */
  readonly isToUnpark: boolean;
  /** For each app, from the beginning of the work on it. */
  readonly timeoutMs: number;
  readonly maxParallel: number;
  /** Of the app: what is known of others that use its repository, in a sentence each. */
  readonly warnings?: readonly string[] | undefined;
}

export type TriggerCluster = Pick<Cluster, 'find' | 'exists' | 'list' | 'watch' | 'patch' | 'logs'>;

/** The world as triggering needs it. */
export interface TriggerPorts {
  readonly cluster: TriggerCluster;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  now(): Date;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  report(event: TriggerEvent): void;
}

/** What following one mover needs. */
export interface FollowPorts {
  readonly cluster: Pick<Cluster, 'list' | 'watch' | 'logs'>;
  readonly signal: AbortSignal;
  now(): Date;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  report(event: AppTriggerEvent): void;
}

/** The same for one app; `signal` is also aborted when its time is up. */
export interface TriggerAppPorts extends Omit<TriggerPorts, 'report'> {
  report(event: AppTriggerEvent): void;
}
