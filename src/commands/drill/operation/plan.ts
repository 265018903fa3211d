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

/** What is asked for. */
export interface DrillOptions {
  readonly wish: SnapshotSelector;
  readonly like: ClaimOptions;
  /** An app whose scratch PVC would be larger is refused. */
  readonly maxBytes: number | undefined;
  readonly look: LookOptions;
  /** For VolSync's restore, and for what comes after it, of one app. */
  readonly timeoutMs: number;
  readonly maxParallel: number;
}

export type DrillPorts = RestorePorts & ClusterContext<'get' | 'patch' | 'exec' | 'isAllowed'>;

/** Exactly `apps`, or where that is undefined everything in `scope`. */
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
  /** When the snapshot was chosen: before anything was made. */
  readonly chosenAt: Date;
  readonly claim: NewObject<PersistentVolumeClaim> & { readonly metadata: ObjectKey };
  /** Of the PVC that is restored into. */
  readonly capacity: string;
  readonly compare: CompareOptions;
  readonly timeoutMs: number;
}

/** What will be done. */
export interface DrillPlan {
  readonly drills: readonly PlannedDrill[];
  /** Apps of which it is known already that there is nothing to restore, or that it cannot be. */
  readonly settled: readonly SettledDrill[];
  /** Apps that were named and are not there. */
  readonly failures: readonly Failure[];
  readonly maxParallel: number;
  readonly time: Date;
  readonly tookMs: number;
  readonly pods: readonly ObjectKey[];
}

/** How the drill of one app has ended. */
export interface DrillResult extends ObjectKey, Judgement {
  readonly outcome: Outcome;
  /** What was chosen before the restore; undefined where nothing could be. */
  readonly chosen: ChosenSnapshot | undefined;
  readonly chosenAt: Date;
  /** What the mover has restored by its own words; undefined where that was not seen. */
  readonly restored: DrillRestore | undefined;
  /** Undefined where it did not get there. */
  readonly check: RestoreCheck | undefined;
  /** What was made for it and could not be removed, each with the command that does. */
  readonly left: readonly LeftObject[];
  readonly evidence: DrillEvidence;
  readonly tookMs: number;
}

/** The end of an app that was not drilled, and the object that would bear witness. */
export interface SettledDrill {
  readonly source: ReplicationSource;
  readonly result: DrillResult;
}

export interface LeftObject {
  readonly what: string;
  readonly why: string;
  readonly hint: string;
}

export interface DrillRestore extends Restored, RestoreSummary {
  readonly claim: string;
}

/** Whether the drill was written down on the ReplicationSource. `none`: it has shown nothing. */
export type DrillEvidence =
  { readonly kind: 'written' | 'none' } | { readonly kind: 'not-written'; readonly why: string };

/** All apps, the worst first, and what it took. */
export interface DrillReport {
  readonly apps: readonly DrillResult[];
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
  readonly tookMs: number;
  /** Every helper pod that was made. */
  readonly pods: readonly ObjectKey[];
}
