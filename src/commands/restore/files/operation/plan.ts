import type { ClusterContext } from '../../../../kubernetes/context.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { Outcome } from '../../../../errors.ts';
import type { Tally } from '../../../../files/tally.ts';
import type { LookOptions } from '../../../../repository/list-snapshots.ts';
import type { LeasePorts } from '../../../../sources/claim-lease.ts';
import type { VolumePorts } from '../../../../volume/ports.ts';
import type { PlannedFile } from '../judgement/restore-steps.ts';
import type { PodUser } from '../judgement/pod-user.ts';
import type { SnapshotSelector } from '../../../../restore/snapshot-selector.ts';
import type { MeantSnapshot } from '../../../../restore/chosen-snapshot.ts';

/** The request: restore files of a snapshot into a volume that is in use. */
export interface RestoreFilesRequest {
  readonly app: ObjectKey;
  /** Absolute, from the volume's root. */
  readonly paths: readonly string[];
  readonly selector: SnapshotSelector;
  /** Another PVC, and the folder in it that corresponds to the snapshot's root; undefined for the app's own volume. */
  readonly to: FilesTarget | undefined;
  /** Replaced entries are kept under a dated name. */
  readonly keepsReplaced: boolean;
  readonly isDryRun: boolean;
  /** A prompt confirms a foreign snapshot. */
  readonly isAsked: boolean;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly look: LookOptions;
  /** For the whole restore. */
  readonly timeoutMs: number;
}

export interface FilesTarget {
  readonly claim: string;
  /** Absolute. */
  readonly path: string;
}

export type FilesPorts = VolumePorts &
  ClusterContext<'isAllowed' | 'patch' | 'userName' | 'serverTime'> &
  Pick<LeasePorts, 'creator' | 'creatorStateOf'> & {
    /** Shows the plan, and asks whether to carry it out. */
    confirm(plan: FilesPlan): Promise<boolean>;
  };

/** The plan of a restore of files. */
export interface FilesPlan {
  readonly request: RestoreFilesRequest;
  readonly claim: string;
  readonly claimUid: string | undefined;
  readonly chosen: MeantSnapshot;
  /** Sorted by path; empty if nothing differs. */
  readonly files: readonly PlannedFile[];
  readonly unchanged: Tally;
  /** Only in the volume: these stay. */
  readonly leftAlone: Tally;
  /** The space that the volume needs, and its free space. */
  readonly space: { readonly neededBytes: number; readonly freeBytes: number };
  readonly user: PodUser;
  readonly pods: readonly ObjectKey[];
}

/** A replaced entry, and its new name. */
export interface KeptFile {
  readonly path: string;
  readonly keptAs: string;
}

/** What was done. */
export interface FilesResult {
  readonly plan: FilesPlan;
  /** Undefined if there was nothing to do, or for a dry run. */
  readonly done: FilesDone | undefined;
  readonly outcome: Outcome;
  readonly tookMs: number;
}

export interface FilesDone {
  readonly kept: readonly KeptFile[];
  /** Whether the replaced entries were removed. */
  readonly isKeptRemoved: boolean;
  /** Paths that differ from the snapshot afterwards: somebody has written them since. */
  readonly notSame: readonly NotSame[];
  /** Why not everything could be compared afterwards. */
  readonly why: readonly string[];
}

/** A path that differed from the snapshot in the final comparison. */
export interface NotSame {
  readonly path: string;
  readonly words: string;
}
