import type { SnapshotSelector } from '../../../../restore/snapshot-selector.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { RestoreJournal, SafetyNet } from '../../../../volsync/restore-journal.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import type { PatientQuestion } from '../../../../repository/ask-repositories.ts';
import type { EnvironmentOverrides } from '../../../../repository/mover-environments.ts';
import type { HeldRepository } from '../../../../restore/restorable-snapshots.ts';
import type { RepositorySelector } from '../../../../restore/repositories/candidate-repository.ts';
import type { PlannedRepository } from '../../../../restore/repositories/plan-repository.ts';
import type { ChosenSnapshot } from '../../../../restore/chosen-snapshot.ts';

/** The operator's request. */
export interface InPlaceRequest {
  readonly app: ObjectKey;
  /** Undefined: `choose` asks. */
  readonly selector: SnapshotSelector | undefined;
  /** Other repositories than the app's own. */
  readonly from?: RepositorySelector | undefined;
  readonly safety: SafetyNet['kind'];
  /** What Argo CD and Flux Operator would revert causes a warning; it is neither suspended nor a reason to refuse. */
  readonly ignoresGitOps: boolean;
  /** A prompt confirms the plan. */
  readonly isAsked?: boolean;
  /** The content of the repository, if it was read with those of other apps. */
  readonly found?: HeldRepository;
  readonly options: InPlaceOptions;
}

/** The options, which also apply when it is resumed. */
export interface InPlaceOptions extends EnvironmentOverrides, Pick<PatientQuestion, 'timeouts' | 'resources'> {
  readonly volumeSnapshotClass: string | undefined;
  /** For VolSync's mover, and for the app to stop and to become ready again. */
  readonly timeoutMs: number;
}

/** Everything that will happen, known before anything is changed. */
export interface InPlacePlan {
  readonly chosen: ChosenSnapshot;
  /** If it is not simply the app's own. */
  readonly repository?: PlannedRepository | undefined;
  /** What it will change in the volume. */
  readonly preview: Comparison;
  /** No step of it is done yet. */
  readonly journal: RestoreJournal;
  /** There are files that are not in the snapshot, and it is not decided whether to delete them. */
  readonly isUndecided: boolean;
  /** As in the request. */
  readonly ignoresGitOps: boolean;
  /** What cannot be judged here. */
  readonly warnings: readonly string[];
}
