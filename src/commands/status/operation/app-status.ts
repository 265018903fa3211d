import type { ObjectKey } from '../../../kubernetes/cluster.ts';
import type { Job, PersistentVolumeClaim, Pod, VolumeSnapshot } from '../../../kubernetes/objects.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';

/** Everything about one app. `source` is undefined if the name is only that of a destination. */
export interface AppStatus extends ObjectKey {
  readonly source: SourceStatus | undefined;
  readonly destinations: Allowed<readonly RelatedDestination[]>;
  /** The volume that is backed up; its value is undefined if there is no such PVC. */
  readonly volume: { readonly name: string; readonly claim: Allowed<PersistentVolumeClaim | undefined> } | undefined;
  /** The Secret that describes the repository, and whether it exists. */
  readonly repository: { readonly secret: string; readonly isThere: Allowed<boolean> } | undefined;
  readonly jobs: Allowed<readonly Job[]>;
  readonly pods: Allowed<readonly Pod[]>;
  /** Caches and copies that VolSync created. */
  readonly claims: Allowed<readonly PersistentVolumeClaim[]>;
  readonly snapshots: Allowed<readonly VolumeSnapshot[]>;
  /** Oldest first. */
  readonly warnings: Allowed<readonly AppWarning[]>;
}

/** A destination and its relation to the app. */
export interface RelatedDestination {
  readonly status: DestinationStatus;
  /**
   * `itself`: it has the requested name. `fills-volume`: the PVC's dataSourceRef names it. `writes-volume`: it restores
   * into the live PVC.
   */
  readonly relation: 'itself' | 'fills-volume' | 'writes-volume' | 'same-repository';
}

/** The newest of equal Warning events. Hostile text: rendering strips control characters. */
export interface AppWarning {
  readonly time: Date | undefined;
  /** The kind of its object, such as `Pod`, and the object's name. */
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly note: string;
  readonly count: number;
}
