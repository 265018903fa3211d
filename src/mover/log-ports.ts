import type { Context } from '../kubernetes/context.ts';
import type { LogEvent } from './log-event.ts';
import type { LogTarget } from './log-target.ts';

/** What reading logs requires. */
export type LogPorts = Context<'find' | 'list' | 'exists' | 'watch' | 'logs', LogEvent>;

export interface MoverLogOptions {
  readonly target: LogTarget;
  readonly follow: boolean;
  /** Undefined: all containers. */
  readonly container: string | undefined;
  readonly tailLines: number | undefined;
  readonly sinceSeconds: number | undefined;
}

/** How reading ended. */
export type LogEnd =
  /** The output of the mover's pods, or VolSync's status, was shown. */
  | { readonly kind: 'shown' }
  | {
      readonly kind: 'sync-ended';
      readonly subject: string;
      /** Undefined if the sync did not complete. */
      readonly completedAt: string | undefined;
      /** A Go duration. */
      readonly duration: string | undefined;
      readonly result: string | undefined;
    };
