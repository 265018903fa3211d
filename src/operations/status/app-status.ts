import type { ObjectKey } from '../../kube/cluster.ts';
import type { Job, PersistentVolumeClaim, Pod, VolumeSnapshot } from '../../kube/objects.ts';
import type { DestinationStatus } from '../../volsync/destination-state.ts';
import type { SourceStatus } from '../../volsync/source-state.ts';
import type { Readable } from './readable.ts';

/** Everything about one app. `source` is undefined where the name is that of a destination alone. */
export interface AppStatus extends ObjectKey {
  readonly source: SourceStatus | undefined;
  readonly destinations: Readable<readonly RelatedDestination[]>;
  /** The volume that is backed up; undefined in it where there is no such PVC. */
  readonly volume: { readonly name: string; readonly claim: Readable<PersistentVolumeClaim | undefined> } | undefined;
  /** The Secret that describes the repository, and whether it is there. */
  readonly repository: { readonly secret: string; readonly isThere: Readable<boolean> } | undefined;
  readonly jobs: Readable<readonly Job[]>;
  readonly pods: Readable<readonly Pod[]>;
  /** Caches and copies that VolSync made. */
  readonly claims: Readable<readonly PersistentVolumeClaim[]>;
  readonly snapshots: Readable<readonly VolumeSnapshot[]>;
  /** Oldest first. */
  readonly warnings: Readable<readonly AppWarning[]>;
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
