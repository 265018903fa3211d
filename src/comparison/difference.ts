import type { ComparedEntry } from '../restic/comparison-record.ts';

/** How a path of the volume differs from that of the snapshot. */
export type DifferenceKind =
  /** On both sides, with different content or type, or for a link a different target. */
  | 'changed'
  | 'only-in-volume'
  /** Only in the volume, in a folder that a CACHEDIR.TAG marks as a cache: restic may have left it out. */
  | 'cache'
  | 'only-in-snapshot'
  /** Equal content, but different owner, mode or time. */
  | 'attributes'
  /** It could not be compared; `why` has the reason. */
  | 'unreadable'
  /** It was written, created or removed during the comparison, and what was seen of it is equal. */
  | 'moving';

/** What differs in a path that both sides have. */
export type DifferenceField = 'content' | 'type' | 'target' | 'mode' | 'owner' | 'time';

/** A path that differs, or that could not be compared. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly path: string;
  readonly fields: readonly DifferenceField[];
  readonly inVolume: ComparedEntry | undefined;
  readonly inSnapshot: ComparedEntry | undefined;
  /** It was written during the comparison: the difference was true at one moment. */
  readonly isMoving: boolean;
  readonly why: string | undefined;
}
