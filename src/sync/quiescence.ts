import type { Copy } from '../mover/diagnose-sync.ts';
import type { Job } from '../kubernetes/objects.ts';
import type { ReplicationSource } from '../volsync/types.ts';

/** A sync as it was last seen. */
export interface SeenSync {
  readonly source: ReplicationSource;
  readonly jobs: readonly Job[];
  readonly copies: readonly Copy[];
}

/** Keeps an app from writing from before the tag is set until the copy of its volume is cut. */
export interface Quiescence {
  /** Aborted once the app has been quiet for as long as it may be, and no copy was cut. */
  readonly expired: AbortSignal;
  /** Returns once nothing writes to the volume. After `end` it can be begun again. */
  begin(signal: AbortSignal): Promise<void>;
  /** The tag is set: what VolSync waits for before it copies is done. */
  tagged(tag: string, signal: AbortSignal): Promise<void>;
  /** The app comes back as soon as its copy is cut, while the sync goes on. `earlier`: uids of what is of no sync of ours. */
  look(seen: SeenSync, earlier: ReadonlySet<string>): void;
  /** Brings the app back, whatever has happened; does not throw, and does not wait until it is ready. */
  end(): Promise<void>;
  /** Waits until the app is ready; not for long where that is no longer the point. */
  ready(isHurried: boolean): Promise<void>;
  readonly result: QuiesceResult;
}

/** How long an app was quiet for its backup, and how it stands at the end. */
export interface QuiesceResult {
  readonly how: 'scale' | 'exec';
  /** What was stopped, as `Deployment web`, or where the command ran, as `pod db-0, container postgres`. */
  readonly what: readonly string[];
  /** `not-begun`: nothing was stopped. `left`: something could not be given back. */
  readonly state: 'not-begun' | 'back' | 'not-ready' | 'left';
  /** When no pod was ready any more, or the command was started. */
  readonly quietSince: Date | undefined;
  /** When the copy of the volume was seen to be cut. */
  readonly cutAt: Date | undefined;
  /** When as many pods were ready as before, or the command after the copy had ended. */
  readonly backAt: Date | undefined;
  /** Over all tries; undefined where nothing was running, or it is not back. */
  readonly downtimeMs: number | undefined;
  /** Why the copy may hold half-written data all the same. */
  readonly disturbance: string | undefined;
  /** Why it is not back, or not ready. */
  readonly why: string | undefined;
  readonly hint: string | undefined;
}
