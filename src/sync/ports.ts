import type { Context } from '../kubernetes/context.ts';
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

type TriggerCalls = 'find' | 'exists' | 'list' | 'watch' | 'patch' | 'logs';

/** The world as triggering needs it. */
export type TriggerPorts = Context<TriggerCalls, TriggerEvent>;

/** What following one mover needs. */
export type FollowPorts = Context<'list' | 'watch' | 'logs', AppTriggerEvent>;

/** The same for one app; `signal` is also aborted when its time is up. */
export type TriggerAppPorts = Context<TriggerCalls, AppTriggerEvent>;
