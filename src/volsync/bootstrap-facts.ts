import type { Allowed } from '../kubernetes/allowed.ts';
import type { KubeEvent, PersistentVolumeClaim, Pod } from '../kubernetes/objects.ts';
import type { PersistentVolume } from '../kubernetes/storage.ts';
import type { MoverObservation } from './mover-observation.ts';
import type { ReplicationDestination, ReplicationSource } from './types.ts';

/** What was read of the cluster about one app's volume and what fills it; every object was found by a reference. */
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
  /** Whether the destination's Secret is there; undefined where nobody looked, or may. */
  readonly hasSecret: boolean | undefined;
  /** Of the destination's restore. */
  readonly restore: MoverObservation;
  /** Its newest pod. */
  readonly pod: Pod | undefined;
  /** Of the source's sync. */
  readonly backup: MoverObservation;
  /** About the PVC, oldest first; empty where it is bound. */
  readonly events: readonly KubeEvent[];
  readonly now: Date;
}

/** The destination that a PVC is to be filled from; undefined where it is none. */
export function fillingDestination(claim: PersistentVolumeClaim | undefined): string | undefined {
  const { apiGroup, kind, name } = claim?.spec?.dataSourceRef ?? {};
  return apiGroup === 'volsync.backube' && kind === 'ReplicationDestination' ? name : undefined;
}
