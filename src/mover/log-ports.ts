import type { Context } from '../kubernetes/context.ts';
import type { LogEvent } from './log-event.ts';
import type { LogTarget } from './log-target.ts';

/** The world as the reading of logs needs it. */
export type LogPorts = Context<'find' | 'list' | 'exists' | 'watch' | 'logs', LogEvent>;

export interface MoverLogOptions {
  readonly target: LogTarget;
  readonly follow: boolean;
  /** Undefined: all containers. */
  readonly container: string | undefined;
  readonly tailLines: number | undefined;
  readonly sinceSeconds: number | undefined;
}

/** How the reading ended. */
export type LogEnd =
  /** What the mover's pods, or VolSync's status, had was shown. */
  | { readonly kind: 'shown' }
  | {
      readonly kind: 'sync-ended';
      readonly subject: string;
      /** Undefined where it was ended otherwise than by completing. */
      readonly completedAt: string | undefined;
      /** Go's duration text. */
      readonly duration: string | undefined;
      readonly result: string | undefined;
    };
