import type { CheckFinding, ReadableRepository } from '../repository/judge-index.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';

/** The content of a repository, newest first. */
export interface HeldSnapshots {
  /** The source that backs up to the repository, if known. */
  readonly source: ReplicationSource;
  /** All ReplicationSources that may be read. */
  readonly around: readonly ReplicationSource[];
  /** If only a Secret is known, its name. */
  readonly app: ObjectKey;
  /** The command that lists the snapshots; undefined if there is no app to name. */
  readonly hint: string | undefined;
  readonly snapshots: readonly Snapshot[];
  /** The app's own snapshots in another repository, if that was read too. */
  readonly elsewhere?: readonly Snapshot[] | undefined;
  /** restic's messages about snapshots that it could not read. */
  readonly passedOver: readonly string[];
  readonly address: string | undefined;
  /** The findings against the repository, if it was checked. */
  readonly finding?: CheckFinding | undefined;
  /** The repository, if it has packs that no index names. */
  readonly doubtful?: ReadableRepository | undefined;
}

/** Selects the snapshot to restore. `previous` counts as in VolSync, from 0, the newest. `name`: an id prefix. */
export type SnapshotSelector =
  | { readonly kind: 'latest' }
  | { readonly kind: 'as-of'; readonly moment: Date }
  | { readonly kind: 'previous'; readonly count: number }
  | { readonly kind: 'snapshot'; readonly name: string };
