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

/** Everything that the rules judge by, read once. */
export interface Facts {
  readonly now: Date;
  /** The one namespace; undefined for several or all of them. */
  readonly namespace: string | undefined;
  /** No apps were named: what belongs to no app is looked at too. */
  readonly isWhole: boolean;
  /** What the API server says where VolSync's kinds are not served. */
  readonly notInstalled: string | undefined;
  readonly sources: readonly SourceStatus[];
  readonly destinations: readonly DestinationStatus[];
  readonly objects: ObjectFacts;
  readonly cluster: ClusterFacts;
  /** By the uid of the source or destination that syncs. */
  readonly movers: ReadonlyMap<string, MoverObservation>;
  /** Whether a Secret is there, by `namespace/name`; its values are never read. */
  readonly secrets: ReadonlyMap<string, Allowed<boolean>>;
  /** What admission makes of movers; `probes` are of some namespace with apps, or of each where policies tell them apart. */
  readonly admission: MoverPolicyFacts;
  /** Lines of the controller's log that may be errors, or why it cannot be read; undefined without a controller. */
  readonly controllerLog: Allowed<readonly string[]> | undefined;
  /** What was seen of repositories; undefined where they were not to be looked into. */
  readonly repositories: readonly RepositoryFacts[] | undefined;
  /** What became of the images that admission adds to movers; undefined where no helper pods were to be made. */
  readonly images?: readonly ImageFacts[] | undefined;
}

/** An image of an init container that admission adds to movers. */
export interface ImageFacts {
  readonly image: ForeignText;
  readonly container: string;
  readonly namespace: string;
  /** Why it could not be pulled, or tried; undefined where it was. */
  readonly failure: Diagnosis | undefined;
}

/** What a helper pod saw of the repository of one source, and how `verify` judges it. */
export interface RepositoryFacts {
  readonly source: ReplicationSource;
  readonly seen: SeenRepository;
  readonly verdict: AppVerdict;
  /** Ids of the locks in it. */
  readonly locks: readonly string[];
  /** No sync of the source ran while it was looked at. */
  readonly isQuiet: boolean;
  /** What came of a file that was to be written into its folder; undefined where that was not asked for. */
  readonly probe?: WriteProbe | undefined;
}

/** The objects beside the apps. */
export interface ObjectFacts {
  /** Of the same namespaces as the apps, all of them. */
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
