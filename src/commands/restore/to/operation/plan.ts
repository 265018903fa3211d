import type { SnapshotSelector } from '../../../../restore/snapshot-selector.ts';
import type { LookOptions } from '../../../../repository/list-snapshots.ts';
import type { ClaimOptions } from '../../../../restore/new-claim-spec.ts';
import type { BareRepository } from '../../../../volsync/repository-source.ts';
import type { RestorePorts } from '../../../../restore/ports.ts';
import type { Snapshot } from '../../../../restic/snapshots.ts';
import type { CompareOptions } from '../../../../comparison/compare-volume.ts';
import type { ChosenSnapshot } from '../../../../restore/chosen-snapshot.ts';
import type { RepositorySelector } from '../../../../restore/repositories/candidate-repository.ts';
import type { PlannedRepository } from '../../../../restore/repositories/plan-repository.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import type { NewObject, ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../../kubernetes/context.ts';

export interface RestoreToOptions {
  readonly origin: RestoreOrigin;
  /** Undefined: `choose` asks. */
  readonly selector: SnapshotSelector | undefined;
  /** The PVC to create. */
  readonly claim: string;
  /** A prompt confirms a foreign snapshot. */
  readonly isAsked?: boolean;
  readonly like: ClaimOptions;
  readonly look: LookOptions;
  /** For VolSync's restore. */
  readonly timeoutMs: number;
  /** Keeps the PVC even if the restore fails. */
  readonly isKept: boolean;
  /** Compares every file with the snapshot afterwards. */
  readonly isCompared: boolean;
}

/** The origin of the backup: an app, perhaps from another repository, or a repository without an app. */
export type RestoreOrigin =
  | ({ readonly kind: 'app'; readonly from?: RepositorySelector | undefined } & ObjectKey)
  | ({ readonly kind: 'repository' } & BareRepository);

export type RestoreToPorts = RestorePorts &
  ClusterContext<'get' | 'patch' | 'exec' | 'isAllowed'> & {
    /** Asks somebody to choose; snapshots are newest first, at least one. */
    choose(snapshots: readonly Snapshot[]): Promise<Snapshot>;
  };

/** The plan: one PVC is created and filled. */
export interface RestoreToPlan {
  readonly origin: RestoreOrigin;
  readonly source: ReplicationSource;
  readonly run: string;
  readonly chosen: ChosenSnapshot;
  /** If it is not simply the app's own. */
  readonly repository: PlannedRepository | undefined;
  /** How to read it. */
  readonly look: LookOptions;
  readonly claim: NewObject<PersistentVolumeClaim> & { readonly metadata: ObjectKey };
  readonly timeoutMs: number;
  readonly isKept: boolean;
  /** How to compare afterwards; undefined to skip it. */
  readonly compare: CompareOptions | undefined;
  /** The duration of planning. */
  readonly tookMs: number;
}
