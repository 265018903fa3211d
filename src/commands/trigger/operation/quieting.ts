/** One way to keep an app from writing. Each step can be repeated, also after an interruption at any point. */
export interface Quieting {
  /** Returns once nothing writes to the volume. */
  quiet(signal: AbortSignal): Promise<void>;
  /** The copy was made: later writes do not affect it. */
  cut(): Promise<void>;
  /** Restores what was stopped. */
  release(signal: AbortSignal): Promise<void>;
  /** Returns when the app is ready again; throws a Failure if it does not become ready. */
  ready(signal: AbortSignal): Promise<void>;
  /** Since when the app is quiet; undefined if nothing was running. */
  readonly quietSince: Date | undefined;
  /** Why something may have written anyway. */
  readonly disturbance: string | undefined;
}
