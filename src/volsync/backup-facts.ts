import type { OriginFacts } from './snapshot-origin.ts';

/** What is known about one app whose repository has answered. */
export interface BackupFacts extends OriginFacts {
  /** When the repository was read, on the clock of the node that read it. */
  readonly time: Date;
  /** The maximum age of the newest snapshot; undefined if the schedule decides. */
  readonly maxAgeMs: number | undefined;
  /** restic's messages about snapshots that it could not read and skipped. */
  readonly passedOver?: readonly string[] | undefined;
  /** Repository data that the snapshots need but that is missing, one sentence each. */
  readonly missing?: readonly string[] | undefined;
  /** Other apps that use the same repository, as `namespace/name`. */
  readonly sharedWith: readonly string[];
}
