import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { Job, PersistentVolumeClaim, Pod, VolumeSnapshot } from '../../../kubernetes/objects.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';

/** Everything about one app. `source` is undefined where the name is that of a destination alone. */
export interface AppStatus extends ObjectKey {
  readonly source: SourceStatus | undefined;
  readonly destinations: Allowed<readonly RelatedDestination[]>;
  /** The volume that is backed up; undefined in it where there is no such PVC. */
  readonly volume: { readonly name: string; readonly claim: Allowed<PersistentVolumeClaim | undefined> } | undefined;
  /** The Secret that describes the repository, and whether it is there. */
  readonly repository: { readonly secret: string; readonly isThere: Allowed<boolean> } | undefined;
  readonly jobs: Allowed<readonly Job[]>;
  readonly pods: Allowed<readonly Pod[]>;
  /** Caches and copies that VolSync made. */
  readonly claims: Allowed<readonly PersistentVolumeClaim[]>;
  readonly snapshots: Allowed<readonly VolumeSnapshot[]>;
  /** Oldest first. */
  readonly warnings: Allowed<readonly AppWarning[]>;
}

/** A destination and what it has to do with the app. */
export interface RelatedDestination {
  readonly status: DestinationStatus;
  /**
   * `itself`: the name that was asked for. `fills-volume`: the PVC's dataSourceRef names it. `writes-volume`: it restores
   * into the live PVC.
   */
  readonly relation: 'itself' | 'fills-volume' | 'writes-volume' | 'same-repository';
}

/** The newest of the Warning events that say the same. Hostile text: rendering strips control characters. */
export interface AppWarning {
  readonly time: Date | undefined;
  /** What it is about, such as `Pod`, and its name. */
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly note: string;
  readonly count: number;
}
