import type { Allowed } from '../kubernetes/allowed.ts';
import type { KubeEvent, PersistentVolumeClaim, Pod } from '../kubernetes/objects.ts';
import type { PersistentVolume } from '../kubernetes/storage.ts';
import type { MoverObservation } from './mover-observation.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';

/** What was read from the cluster about one app's volume and its data source. Every object was found by a reference. */
export interface BootstrapFacts {
  readonly source: ReplicationSource;
  /** The PVC that the source names. */
  readonly claim: Allowed<PersistentVolumeClaim | undefined>;
  /** The destination that the PVC's `dataSourceRef` names. */
  readonly destination: Allowed<ReplicationDestination | undefined>;
  /** Names of destinations that restore into the live PVC. */
  readonly writers: readonly string[];
  /** The PersistentVolume of a bound PVC that a destination fills. */
  readonly persistentVolume: Allowed<PersistentVolume | undefined>;
  /** Whether the destination's Secret exists; undefined if it was not read, or may not be. */
  readonly hasSecret: boolean | undefined;
  /** The mover of the destination's restore. */
  readonly restore: MoverObservation;
  /** The newest pod of that mover. */
  readonly pod: Pod | undefined;
  /** The mover of the source's sync. */
  readonly backup: MoverObservation;
  /** Events about the PVC, oldest first; empty if it is bound. */
  readonly events: readonly KubeEvent[];
  readonly now: Date;
}

/** The destination that fills a PVC; undefined if none does. */
export function fillingDestination(claim: PersistentVolumeClaim | undefined): string | undefined {
  const { apiGroup, kind, name } = claim?.spec?.dataSourceRef ?? {};
  return apiGroup === 'volsync.backube' && kind === 'ReplicationDestination' ? name : undefined;
}
