import type { Diagnosis } from './diagnosis.ts';
import type { Reason } from './reasons.ts';

/** What was seen of the mover of a running sync. */
export type MoverObservation =
  /** No sync runs, so nobody looked. */
  | { readonly kind: 'not-looked' }
  /** It could not be looked at, and why. */
  | { readonly kind: 'hidden'; readonly reason: Reason; readonly why: string }
  /** Nothing wrong with it so far. */
  | { readonly kind: 'working' }
  /** Pods of it have failed, or one waits for what does not come. */
  | {
      readonly kind: 'failing';
      readonly failedPods: number;
      /** Undefined where the pod, its log or its events are gone or may not be read. */
      readonly cause: Diagnosis | undefined;
    };
