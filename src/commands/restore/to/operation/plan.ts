import type { SnapshotSelector } from '../../../../restore/snapshot-selector.ts';
import type { LookOptions } from '../../../../repository/list-snapshots.ts';
import type { ClaimOptions } from '../../../../restore/new-claim-spec.ts';
import type { BareRepository } from '../../../../volsync/repository-source.ts';
import type { RestorePorts } from '../../../../restore/ports.ts';
import type { Snapshot } from '../../../../restic/snapshots.ts';
import type { CompareOptions } from '../../../../comparison/compare-volume.ts';
import type { ChosenSnapshot } from '../../../../restore/chosen-snapshot.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import type { NewObject, ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../../kubernetes/context.ts';

export interface RestoreToOptions {
  readonly origin: RestoreOrigin;
  /** Undefined: `choose` is asked. */
  readonly wish: SnapshotSelector | undefined;
  /** The PVC that is to be made. */
  readonly claim: string;
  /** A terminal confirms a snapshot that somebody else made. */
  readonly isAsked?: boolean;
  readonly like: ClaimOptions;
  readonly look: LookOptions;
  /** For VolSync's restore. */
  readonly timeoutMs: number;
  /** The PVC stays also where the restore fails. */
  readonly isKept: boolean;
  /** Every file is compared with the snapshot afterwards. */
  readonly isCompared: boolean;
}

/** Whose backup: that of an app, or what a repository holds where there is no app. */
export type RestoreOrigin = ({ readonly kind: 'app' } & ObjectKey) | ({ readonly kind: 'repository' } & BareRepository);

export type RestoreToPorts = RestorePorts &
  ClusterContext<'get' | 'patch' | 'exec' | 'isAllowed'> & {
    /** Lets somebody choose; newest first, at least one. */
    choose(snapshots: readonly Snapshot[]): Promise<Snapshot>;
  };

/** What will be done: one PVC is made, and filled. */
export interface RestoreToPlan {
  readonly origin: RestoreOrigin;
  readonly source: ReplicationSource;
  readonly run: string;
  readonly chosen: ChosenSnapshot;
  readonly claim: NewObject<PersistentVolumeClaim> & { readonly metadata: ObjectKey };
  readonly timeoutMs: number;
  readonly isKept: boolean;
  /** How to compare afterwards; undefined where nobody wants that. */
  readonly compare: CompareOptions | undefined;
  /** How long it took to look. */
  readonly tookMs: number;
}
