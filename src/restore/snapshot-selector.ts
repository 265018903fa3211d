import type { CheckFinding, ReadableRepository } from '../repository/judge-indexed.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';

/** What a repository holds, newest first. */
export interface HeldSnapshots {
  /** What backs up into the repository, as far as it is known. */
  readonly source: ReplicationSource;
  /** All ReplicationSources that may be read. */
  readonly around: readonly ReplicationSource[];
  /** Where only a Secret is known, its name. */
  readonly app: ObjectKey;
  /** The command that lists them; undefined where there is no app to name. */
  readonly hint: string | undefined;
  readonly snapshots: readonly Snapshot[];
  /** What restic says of snapshots that it could not read. */
  readonly passedOver: readonly string[];
  readonly address: string | undefined;
  /** What speaks against the repository, where that was checked. */
  readonly finding?: CheckFinding | undefined;
  /** The repository, where it has packs that no index names. */
  readonly doubtful?: ReadableRepository | undefined;
}

/** Which snapshot is to be restored. `previous` counts as VolSync does, from 0, the newest. `name`: the beginning of an id. */
export type SnapshotSelector =
  | { readonly kind: 'latest' }
  | { readonly kind: 'as-of'; readonly moment: Date }
  | { readonly kind: 'previous'; readonly count: number }
  | { readonly kind: 'snapshot'; readonly name: string };
