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

/** What is asked for: files of a snapshot, back into a volume that is in use. */
export interface RestoreFilesRequest {
  readonly app: ObjectKey;
  /** Absolute, from the volume's root on. */
  readonly paths: readonly string[];
  readonly wish: SnapshotSelector;
  /** Another PVC, and the folder in it that stands for the snapshot's root; undefined for the app's own volume. */
  readonly to: FilesTarget | undefined;
  /** Entries that are replaced stay beside under a dated name. */
  readonly keepsReplaced: boolean;
  readonly isDryRun: boolean;
  /** A terminal confirms a snapshot that somebody else made. */
  readonly isAsked: boolean;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly look: LookOptions;
  /** For all of it. */
  readonly timeoutMs: number;
}

export interface FilesTarget {
  readonly claim: string;
  /** Absolute. */
  readonly path: string;
}

export type FilesPorts = VolumePorts &
  ClusterContext<'isAllowed' | 'patch' | 'userName' | 'serverTime'> &
  Pick<LeasePorts, 'maker' | 'fateOf'> & {
    /** Shows the plan; whether it is to be carried out. */
    confirm(plan: FilesPlan): Promise<boolean>;
  };

/** What will be done. */
export interface FilesPlan {
  readonly request: RestoreFilesRequest;
  readonly claim: string;
  readonly claimUid: string | undefined;
  readonly chosen: MeantSnapshot;
  /** In the order of their paths; none where nothing differs. */
  readonly files: readonly PlannedFile[];
  readonly unchanged: Tally;
  /** In the volume only: they stay. */
  readonly leftAlone: Tally;
  /** What the volume has to take, and what is free there. */
  readonly space: { readonly neededBytes: number; readonly freeBytes: number };
  readonly user: PodUser;
  readonly pods: readonly ObjectKey[];
}

/** An entry that was replaced, and what it is called now. */
export interface KeptFile {
  readonly path: string;
  readonly keptAs: string;
}

/** What has been done. */
export interface FilesResult {
  readonly plan: FilesPlan;
  /** Undefined where nothing was to be done, or it was a dry run. */
  readonly done: FilesDone | undefined;
  readonly outcome: Outcome;
  readonly tookMs: number;
}

export interface FilesDone {
  readonly kept: readonly KeptFile[];
  /** The replaced entries were removed. */
  readonly isKeptRemoved: boolean;
  /** What afterwards is not as in the snapshot: somebody has written it since. */
  readonly notSame: readonly NotSame[];
  /** Why not all of it could be compared afterwards. */
  readonly why: readonly string[];
}

/** A path that was not the snapshot's when it was compared afterwards. */
export interface NotSame {
  readonly path: string;
  readonly words: string;
}
