import type { Failure, Outcome } from '../../../../errors.ts';
import type { LeftObject } from '../../../../helper-pod/remembering-left.ts';
import type { ObjectKey, Scope } from '../../../../kubernetes/cluster.ts';
import type { SnapshotSelector } from '../../../../restore/snapshot-selector.ts';
import type { InPlacePlan, InPlaceRequest } from '../../in-place/operation/plan.ts';
import type { RestoreInPlacePorts } from '../../in-place/operation/ports.ts';
import type { InPlaceReport } from '../../in-place/operation/restore-in-place.ts';
import type { RestoreToOptions, RestoreToPlan, RestoreToPorts } from '../../to/operation/plan.ts';
import type { RestoreToResult } from '../../to/operation/restore-to.ts';

/** What the operator asks for. */
export interface ManyRequest {
  /** Exactly `apps`, or if undefined, everything in `scope`. */
  readonly target: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined };
  readonly mode: 'to-new' | 'in-place';
  readonly selector: SnapshotSelector;
  /** For `to-new`, of each app. */
  readonly to: Pick<RestoreToOptions, 'like' | 'look' | 'timeoutMs' | 'isKept' | 'isCompared'>;
  /** For `in-place`, of each app. */
  readonly inPlace: Pick<InPlaceRequest, 'safety' | 'ignoresGitOps' | 'options'>;
  /** The number of apps at a time. */
  readonly maxParallel: number;
}

/** What the restore of an app requires, of either kind. */
export type ManyPorts = RestoreInPlacePorts & Omit<RestoreToPorts, 'choose'>;

/** The restore of one app, planned as if it were the only one. */
export type AppRestorePlan = { readonly app: ObjectKey } & (
  | { readonly mode: 'to-new'; readonly plan: RestoreToPlan }
  | {
      readonly mode: 'in-place';
      readonly plan: InPlacePlan;
      /** An earlier app that it waits for, and the object that both use. */
      readonly after?: { readonly app: ObjectKey; readonly object: string };
    }
);

/** Why an app cannot be restored. */
export interface UnrestorableApp {
  readonly app: ObjectKey;
  readonly failure: Failure;
}

/** Everything that will happen, known before anything is changed. */
export interface ManyPlan {
  readonly mode: ManyRequest['mode'];
  readonly restores: readonly AppRestorePlan[];
  readonly unrestorable: readonly UnrestorableApp[];
  /** Apps that were named but do not exist, and open restores whose ReplicationSource is gone. */
  readonly failures: readonly Failure[];
  readonly request: ManyRequest;
  readonly time: Date;
  readonly tookMs: number;
}

/** How the restore of one app ended. */
export interface RestoredApp {
  readonly app: ObjectKey;
  readonly state: 'restored' | 'not-restored' | 'not-started' | 'unrestorable';
  readonly outcome: Outcome;
  /** Undefined if it could not be planned. */
  readonly planned: AppRestorePlan | undefined;
  readonly done:
    | { readonly mode: 'to-new'; readonly result: RestoreToResult }
    | { readonly mode: 'in-place'; readonly report: InPlaceReport }
    | undefined;
  /** Why it is not restored. */
  readonly failure: Failure | undefined;
  readonly left: readonly LeftObject[];
  readonly tookMs: number;
}

/** All apps, worst first. */
export interface ManyReport {
  readonly mode: ManyRequest['mode'];
  readonly apps: readonly RestoredApp[];
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
  readonly tookMs: number;
}
