import type { ComparedEntry } from '../restic/comparison-record.ts';

/** How a path of the volume and that of the snapshot stand to each other. */
export type DifferenceKind =
  /** On both sides, with another content, another type, or as a link another target. */
  | 'changed'
  | 'only-in-volume'
  /** In the volume only, in a folder that its CACHEDIR.TAG calls a cache: restic may have left it out. */
  | 'cache'
  | 'only-in-snapshot'
  /** The content is the same; owner, mode or time is not. */
  | 'attributes'
  /** It could not be compared; `why` says why. */
  | 'unreadable'
  /** It was written, made or removed while it was compared, and what was seen of it is the same. */
  | 'moving';

/** What is not the same of a path that both sides have. */
export type DifferenceField = 'content' | 'type' | 'target' | 'mode' | 'owner' | 'time';

/** A path that is not the same, or of which that is not known. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly path: string;
  readonly fields: readonly DifferenceField[];
  readonly inVolume: ComparedEntry | undefined;
  readonly inSnapshot: ComparedEntry | undefined;
  /** It was written while it was compared: what is said of it was so for a moment. */
  readonly isMoving: boolean;
  readonly why: string | undefined;
}
