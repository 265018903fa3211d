import type { Copy } from '../mover/diagnose-sync.ts';
import type { Job } from '../kubernetes/objects.ts';
import type { ReplicationSource } from '../volsync/types.ts';

/** The last observed state of a sync. */
export interface SeenSync {
  readonly source: ReplicationSource;
  readonly jobs: readonly Job[];
  readonly copies: readonly Copy[];
}

/** Keeps an app from writing, from before the tag is set until the copy of its volume was made. */
export interface Quiescence {
  /** Aborted if the app has been quiet for its maximum time and no copy was made. */
  readonly expired: AbortSignal;
  /** Returns once nothing writes to the volume. Can be called again after `end`. */
  begin(signal: AbortSignal): Promise<void>;
  /** Called after the tag is set; does what VolSync waits for before it copies. */
  tagged(tag: string, signal: AbortSignal): Promise<void>;
  /**
   * Starts the app as soon as the copy was made, while the sync continues. `earlier`: UIDs of objects that belong to no
   * sync of ours.
   */
  look(seen: SeenSync, earlier: ReadonlySet<string>): void;
  /** Starts the app again, whatever has happened; does not throw, and does not wait until it is ready. */
  end(): Promise<void>;
  /** Waits until the app is ready; only briefly after a failed backup. */
  ready(isHurried: boolean): Promise<void>;
  readonly result: QuiesceResult;
}

/** How long an app was quiet for its backup, and its state at the end. */
export interface QuiesceResult {
  readonly how: 'scale' | 'exec';
  /** What was stopped, such as `Deployment web`, or where the command ran, such as `pod db-0, container postgres`. */
  readonly what: readonly string[];
  /** `not-begun`: nothing was stopped. `left`: something could not be restored. */
  readonly state: 'not-begun' | 'back' | 'not-ready' | 'left';
  /** When the last pod was no longer ready, or the command was started. */
  readonly quietSince: Date | undefined;
  /** When the copy of the volume was observed as made. */
  readonly cutAt: Date | undefined;
  /** When as many pods were ready as before, or the command of `--exec-after` had ended. */
  readonly backAt: Date | undefined;
  /** Over all attempts; undefined if nothing was running, or if the app is not back. */
  readonly downtimeMs: number | undefined;
  /** Why the copy may contain half-written data anyway. */
  readonly disturbance: string | undefined;
  /** Why the app is not back, or not ready. */
  readonly why: string | undefined;
  readonly hint: string | undefined;
}
