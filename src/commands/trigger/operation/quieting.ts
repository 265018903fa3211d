/** One way of keeping an app from writing. Each part can be done again, also after it was cut anywhere. */
export interface Quieting {
  /** Returns once nothing writes to the volume. */
  quiet(signal: AbortSignal): Promise<void>;
  /** The copy is cut: what happens from now on does not matter to it. */
  cut(): Promise<void>;
  /** Gives back what was taken. */
  release(signal: AbortSignal): Promise<void>;
  /** Returns when the app is ready again; a Failure where it does not get so. */
  ready(signal: AbortSignal): Promise<void>;
  /** Since when it is quiet; undefined where nothing was running. */
  readonly quietSince: Date | undefined;
  /** Why something may have written all the same. */
  readonly disturbance: string | undefined;
}
