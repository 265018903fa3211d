import type { OriginFacts } from './snapshot-origin.ts';

/** What is known of one app whose repository has answered. */
export interface BackupFacts extends OriginFacts {
  /** When the repository was looked at, on the clock of the node that did. */
  readonly time: Date;
  /** The oldest that the newest snapshot may be; undefined leaves that to the schedule. */
  readonly maxAgeMs: number | undefined;
  /** What restic says of snapshots that it could not read and has passed over. */
  readonly passedOver?: readonly string[] | undefined;
  /** What the snapshots need and is not there, a sentence each. */
  readonly missing?: readonly string[] | undefined;
  /** Other apps that use the same repository, as `namespace/name`. */
  readonly sharedWith: readonly string[];
}
