import type {
  Deployment,
  Job,
  KubeEvent,
  KubeObject,
  PersistentVolumeClaim,
  Pod,
  VolumeSnapshot,
} from '../../kubernetes/objects.ts';
import type { ForeignText } from '../../foreign-text.ts';
import type { Allowed } from '../../kubernetes/allowed.ts';
import type { StorageClass, VolumeSnapshotClass } from '../../kubernetes/storage.ts';
import type { VolumeSnapshotContent } from '../../kubernetes/volume-snapshot-content.ts';
import type { AppVerdict } from '../../repository/verify-result.ts';
import type { SeenRepository } from '../../repository/list-snapshots.ts';
import type { WriteProbe } from '../../repository/probe-writing.ts';
import type { Diagnosis } from '../../volsync/diagnosis.ts';
import type { DestinationStatus } from '../../volsync/destination-state.ts';
import type { MoverObservation } from '../../volsync/mover-observation.ts';
import type { SourceStatus } from '../../volsync/source-state.ts';
import type { ReplicationDestination, ReplicationSource } from '../../volsync/types.ts';
import type { ExternalSecret } from '../../volsync/external-secret.ts';
import type { MoverPolicyFacts } from '../../volsync/mover-policies.ts';
import type { NetworkPolicy } from '../../volsync/network-policy.ts';
import type { VolumePopulator } from './kinds.ts';

/** All objects of a kind, or why they may not be listed. A kind that is not served has none. */
export type Listed<T> =
  { readonly value: readonly T[]; readonly isServed: boolean } | { readonly why: string; readonly hint?: string };

/** Everything that the rules judge, read once. */
export interface Facts {
  readonly now: Date;
  /** The only namespace; undefined for several or all. */
  readonly namespace: string | undefined;
  /** No apps were named: objects that belong to no app are checked too. */
  readonly isWhole: boolean;
  /** The API server's message if VolSync's kinds are not served. */
  readonly notInstalled: string | undefined;
  readonly sources: readonly SourceStatus[];
  readonly destinations: readonly DestinationStatus[];
  readonly objects: ObjectFacts;
  readonly cluster: ClusterFacts;
  /** By the UID of the syncing source or destination. */
  readonly movers: ReadonlyMap<string, MoverObservation>;
  /** Whether a Secret exists, by `namespace/name`; its values are never read. */
  readonly secrets: ReadonlyMap<string, Allowed<boolean>>;
  /**
   * The movers after admission; `probes` are of any namespace with apps, or of each one if policies may differ between
   * them.
   */
  readonly admission: MoverPolicyFacts;
  /** Lines of the controller's log that may be errors, or why it cannot be read; undefined without a controller. */
  readonly controllerLog: Allowed<readonly string[]> | undefined;
  /** The facts about repositories; undefined if they are not read. */
  readonly repositories: readonly RepositoryFacts[] | undefined;
  /** The result for the images that admission adds to movers; undefined if no helper pods are used. */
  readonly images?: readonly ImageFacts[] | undefined;
}

/** An image of an init container that admission adds to movers. */
export interface ImageFacts {
  readonly image: ForeignText;
  readonly container: string;
  readonly namespace: string;
  /** Why it could not be pulled or tested; undefined if it was pulled. */
  readonly failure: Diagnosis | undefined;
}

/** What a helper pod found in the repository of one source, and the verdict of `verify`. */
export interface RepositoryFacts {
  readonly source: ReplicationSource;
  readonly seen: SeenRepository;
  readonly verdict: AppVerdict;
  /** Ids of the locks in it. */
  readonly locks: readonly string[];
  /** No sync of the source ran while it was read. */
  readonly isQuiet: boolean;
  /** The result of the write test in its folder; undefined if that was not requested. */
  readonly probe?: WriteProbe | undefined;
}

/** The objects in the namespaces of the apps. */
export interface ObjectFacts {
  /** Of the namespaces of the apps, all of them. */
  readonly sources: readonly ReplicationSource[];
  readonly destinations: Listed<ReplicationDestination>;
  readonly claims: Listed<PersistentVolumeClaim>;
  readonly pods: Listed<Pod>;
  readonly jobs: Listed<Job>;
  readonly snapshots: Listed<VolumeSnapshot>;
  readonly warnings: Listed<KubeEvent>;
  readonly externalSecrets: Listed<ExternalSecret>;
  readonly networkPolicies: Listed<NetworkPolicy>;
}

/** What apps share. */
export interface ClusterFacts {
  readonly namespaces: Listed<KubeObject>;
  readonly storageClasses: Listed<StorageClass>;
  readonly snapshotClasses: Listed<VolumeSnapshotClass>;
  readonly snapshotContents: Listed<VolumeSnapshotContent>;
  readonly controllers: Listed<Deployment>;
  readonly populators: Listed<VolumePopulator>;
}
