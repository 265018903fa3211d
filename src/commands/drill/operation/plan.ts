import type { LeftObject } from '../../../helper-pod/remembering-left.ts';
import type { Failure, Outcome } from '../../../errors.ts';
import type { CompareOptions } from '../../../comparison/compare-volume.ts';
import type { NewObject, ObjectKey, Scope } from '../../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import type { LookOptions } from '../../../repository/list-snapshots.ts';
import type { RestoreCheck } from '../../../restore/check-restored.ts';
import type { ChosenSnapshot } from '../../../restore/chosen-snapshot.ts';
import type { ClaimOptions } from '../../../restore/new-claim-spec.ts';
import type { RestorePorts } from '../../../restore/ports.ts';
import type { Restored } from '../../../restore/restore-into-claim.ts';
import type { RestoreSummary } from '../../../restore/restore-summary.ts';
import type { SnapshotSelector } from '../../../restore/snapshot-selector.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { Judgement } from '../../../volsync/verdict.ts';

/** The options. */
export interface DrillOptions {
  readonly selector: SnapshotSelector;
  readonly like: ClaimOptions;
  /** An app whose scratch PVC would be larger is refused. */
  readonly maxBytes: number | undefined;
  readonly look: LookOptions;
  /** Per app, for VolSync's restore and for what follows it. */
  readonly timeoutMs: number;
  readonly maxParallel: number;
  /** Run over each restored volume that is the same as its snapshot. */
  readonly checkCommand?: CheckCommand | undefined;
}

/** A command of the operator. */
export interface CheckCommand {
  /** For `sh -c`, in the folder with the volume. */
  readonly command: string;
  readonly image: string;
  /** Otherwise the volume is mounted read-only. */
  readonly isWritable: boolean;
  readonly timeoutMs: number;
}

/** How it ended, with the last lines of its output. */
export interface CommandResult {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly tookMs: number;
  /** Whether it ran as a user that is known to read the files: otherwise that it fails says nothing of them. */
  readonly isKnownUser: boolean;
}

export type DrillPorts = RestorePorts & ClusterContext<'get' | 'patch' | 'exec' | 'isAllowed'>;

/** Exactly `apps`, or if undefined, everything in `scope`. */
export interface DrillTarget {
  readonly scope: Scope;
  readonly apps: readonly ObjectKey[] | undefined;
}

/** One app whose backup will be restored into a scratch PVC. */
export interface PlannedDrill {
  readonly app: ObjectKey;
  readonly source: ReplicationSource;
  readonly run: string;
  readonly chosen: ChosenSnapshot;
  /** When the snapshot was selected, before anything was created. */
  readonly chosenAt: Date;
  readonly claim: NewObject<PersistentVolumeClaim> & { readonly metadata: ObjectKey };
  /** Of the scratch PVC. */
  readonly capacity: string;
  readonly compare: CompareOptions;
  readonly timeoutMs: number;
  readonly checkCommand: CheckCommand | undefined;
}

/** The planned drills. */
export interface DrillPlan {
  readonly drills: readonly PlannedDrill[];
  /** Apps that are already known to have nothing to restore, or that cannot be restored. */
  readonly settled: readonly SettledDrill[];
  /** Apps in namespaces where rights are missing: nothing is known of them, and nothing is recorded. */
  readonly denied: readonly DrillResult[];
  /** Apps that were named but do not exist. */
  readonly failures: readonly Failure[];
  readonly maxParallel: number;
  readonly checkCommand: CheckCommand | undefined;
  readonly time: Date;
  readonly tookMs: number;
  readonly pods: readonly ObjectKey[];
}

/** The result of the drill of one app. */
export interface DrillResult extends ObjectKey, Judgement {
  readonly outcome: Outcome;
  /** The snapshot selected before the restore; undefined if there was none. */
  readonly chosen: ChosenSnapshot | undefined;
  readonly chosenAt: Date;
  /** What the mover restored according to its log; undefined if that was not seen. */
  readonly restored: DrillRestore | undefined;
  /** Undefined if it did not get that far. */
  readonly check: RestoreCheck | undefined;
  /** Of `--check`; undefined where it was not run. */
  readonly checkCommand: CommandResult | undefined;
  /** Created objects that could not be removed, each with the command that removes it. */
  readonly left: readonly LeftObject[];
  readonly evidence: DrillEvidence;
  readonly tookMs: number;
}

/** The result of an app that was not drilled, and the object that would record it. */
export interface SettledDrill {
  readonly source: ReplicationSource;
  readonly result: DrillResult;
}

export interface DrillRestore extends Restored, RestoreSummary {
  readonly claim: string;
}

/** Whether the drill was recorded on the ReplicationSource. `none`: it has shown nothing. */
export type DrillEvidence =
  { readonly kind: 'written' | 'none' } | { readonly kind: 'not-written'; readonly why: string };

/** All apps, worst first, and the time and helper pods that were needed. */
export interface DrillReport {
  readonly apps: readonly DrillResult[];
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
  readonly tookMs: number;
  /** Every helper pod that was created. */
  readonly pods: readonly ObjectKey[];
}
