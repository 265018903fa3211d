import type { SnapshotSelector } from '../../../../restore/snapshot-selector.ts';
import type { ObjectKey } from '../../../../kubernetes/cluster.ts';
import type { RestoreJournal, SafetyNet } from '../../../../volsync/restore-journal.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import type { PatientQuestion } from '../../../../repository/ask-repositories.ts';
import type { EnvironmentOverrides } from '../../../../repository/mover-environments.ts';
import type { ChosenSnapshot } from '../../../../restore/chosen-snapshot.ts';

/** What an operator asks for. */
export interface InPlaceRequest {
  readonly app: ObjectKey;
  /** Undefined: `choose` is asked. */
  readonly wish: SnapshotSelector | undefined;
  readonly safety: SafetyNet['kind'];
  /** What Argo CD and Flux Operator would undo is warned about, and neither suspended nor a reason to refuse. */
  readonly ignoresGitOps: boolean;
  /** A terminal confirms the plan. */
  readonly isAsked?: boolean;
  readonly options: InPlaceOptions;
}

/** How it is to be done, also when it is taken up again. */
export interface InPlaceOptions extends EnvironmentOverrides, Pick<PatientQuestion, 'patience' | 'resources'> {
  readonly volumeSnapshotClass: string | undefined;
  /** For VolSync's mover, and for the app to stop and to be ready again. */
  readonly timeoutMs: number;
}

/** What will happen, all of it known before anything is changed. */
export interface InPlacePlan {
  readonly chosen: ChosenSnapshot;
  /** What it will change in the volume. */
  readonly preview: Comparison;
  /** Nothing of it is done yet. */
  readonly journal: RestoreJournal;
  /** Nobody has said what becomes of files that are not in the snapshot, and there are some. */
  readonly isUndecided: boolean;
  /** As in the request. */
  readonly ignoresGitOps: boolean;
  /** What cannot be judged from here. */
  readonly warnings: readonly string[];
}
