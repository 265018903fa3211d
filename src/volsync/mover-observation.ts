import type { Diagnosis } from './diagnosis.ts';
import type { Reason } from './reasons.ts';

/** Observed state of the mover of a running sync. */
export type MoverObservation =
  /** No sync runs, so it was not read. */
  | { readonly kind: 'not-looked' }
  /** It could not be read, and why. */
  | { readonly kind: 'hidden'; readonly reason: Reason; readonly why: string }
  /** Nothing is wrong with it so far. */
  | { readonly kind: 'working' }
  /** Some of its pods have failed, or one is stuck waiting. */
  | {
      readonly kind: 'failing';
      readonly failedPods: number;
      /** Undefined if the pod, its log or its events are gone or may not be read. */
      readonly cause: Diagnosis | undefined;
    };
