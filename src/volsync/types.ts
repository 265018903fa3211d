import type { ForeignText } from '../foreign-text.ts';
import type { Condition, Container, KubeObject, PodSpec, Volume } from '../kubernetes/objects.ts';

/** `spec.trigger`: a non-empty `manual` overrides `schedule` as long as it stays. */
export interface Trigger {
  readonly schedule?: ForeignText;
  readonly manual?: ForeignText;
}

export type CopyMethod = 'Direct' | 'None' | 'Clone' | 'Snapshot';

/** Common to the restic part of ReplicationSource and ReplicationDestination. `repository` names a Secret. */
interface ResticOptions {
  readonly repository?: string;
  readonly copyMethod?: CopyMethod;
  readonly capacity?: string;
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
  readonly volumeSnapshotClassName?: string;
  readonly cacheCapacity?: string;
  readonly cacheStorageClassName?: string;
  readonly cacheAccessModes?: readonly string[];
  readonly moverServiceAccount?: string;
  readonly moverSecurityContext?: PodSpec['securityContext'];
  readonly moverPodLabels?: Readonly<Record<string, string>>;
  readonly moverAffinity?: PodSpec['affinity'];
  readonly moverResources?: Container['resources'];
  readonly moverVolumes?: readonly MoverVolume[];
  readonly customCA?: CustomCA;
}

/** A volume of the mover only, mounted at `/mnt/<mountPath>`; holds a repository on a file system. */
export interface MoverVolume {
  readonly mountPath: string;
  readonly volumeSource: Omit<Volume, 'name'>;
}

/** The CA that the repository's server is verified with; without `key` VolSync ignores it. */
export interface CustomCA {
  readonly secretName?: string;
  readonly configMapName?: string;
  readonly key?: string;
}

export interface ResticSource extends ResticOptions {
  readonly pruneIntervalDays?: number;
  readonly unlock?: ForeignText;
  readonly retain?: {
    readonly hourly?: number;
    readonly daily?: number;
    readonly weekly?: number;
    readonly monthly?: number;
    readonly yearly?: number;
    readonly within?: ForeignText;
    readonly last?: ForeignText;
  };
}

export interface ResticDestination extends ResticOptions {
  readonly destinationPVC?: string;
  readonly cleanupTempPVC?: boolean;
  readonly cleanupCachePVC?: boolean;
  readonly enableFileDeletion?: boolean;
  readonly previous?: number;
  readonly restoreAsOf?: ForeignText;
}

/** What VolSync stores about the last mover that ended: without a time, and not cleared when a new sync starts. */
export interface MoverStatus {
  readonly result?: 'Successful' | 'Failed';
  readonly logs?: ForeignText;
}

interface ReplicationStatus {
  /** RFC 3339; when the last sync completed. */
  readonly lastSyncTime?: string;
  /** RFC 3339; set only while a sync is running. */
  readonly lastSyncStartTime?: string;
  /** A Go duration such as `1m33.5s`. */
  readonly lastSyncDuration?: string;
  readonly nextSyncTime?: string;
  /** The manual tag in the spec when the last sync completed, whoever started that sync. */
  readonly lastManualSync?: ForeignText;
  readonly latestMoverStatus?: MoverStatus;
  readonly conditions?: readonly Condition[];
}

export interface ReplicationSource extends KubeObject {
  readonly spec?: {
    readonly sourcePVC?: string;
    readonly trigger?: Trigger;
    readonly paused?: boolean;
    readonly restic?: ResticSource;
    readonly rclone?: object;
    readonly rsync?: object;
    readonly rsyncTLS?: object;
    readonly syncthing?: object;
    readonly kopia?: object;
    readonly external?: object;
  };
  readonly status?: ReplicationStatus & {
    readonly restic?: { readonly lastPruned?: string; readonly lastUnlocked?: ForeignText };
  };
}

export interface ReplicationDestination extends KubeObject {
  readonly spec?: {
    readonly trigger?: Trigger;
    readonly paused?: boolean;
    readonly restic?: ResticDestination;
    readonly rclone?: object;
    readonly rsync?: object;
    readonly rsyncTLS?: object;
    readonly kopia?: object;
    readonly external?: object;
  };
  readonly status?: ReplicationStatus & {
    readonly latestImage?: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string };
  };
}
