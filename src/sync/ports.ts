import type { CreatorPorts } from '../creator.ts';
import type { Context } from '../kubernetes/context.ts';
import type { Quiescence } from './quiescence.ts';
import type { TriggerEvent, AppTriggerEvent } from './trigger-event.ts';

/** Options for triggering, the same for all apps. */
export interface TriggerOptions {
  /** If false, it returns once the sync has begun. */
  readonly isWaiting: boolean;
  readonly isDryRun: boolean;
  /** Also removes a manual tag that somebody else left. */
  readonly isToUnpark: boolean;
  /** Per app, from the start of the work on it. */
  readonly timeoutMs: number;
  readonly maxParallel: number;
  /** Per app: warnings about other users of its repository, one sentence each. */
  readonly warnings?: readonly string[] | undefined;
  /** Keeps one app quiet until its volume is copied. */
  readonly quiescence?: Quiescence | undefined;
}

type TriggerCalls = 'find' | 'exists' | 'list' | 'watch' | 'patch' | 'logs' | 'serverTime';

/** What triggering requires. */
export type TriggerPorts = Context<TriggerCalls, TriggerEvent> & CreatorPorts;

/** What following one mover requires. */
export type FollowPorts = Context<'list' | 'watch' | 'logs', AppTriggerEvent>;

/** The same for one app; `signal` is also aborted on timeout. */
export type TriggerAppPorts = Context<TriggerCalls, AppTriggerEvent> & CreatorPorts;
