import type { Snapshot } from '../restic/snapshots.ts';
import type { VolumeState } from './bootstrap-volume.ts';
import { dataTimeOf } from './data-time.ts';
import { lastSyncOf } from './last-sync.ts';
import { dateOf, lastSyncBeganAt } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** The snapshots in a repository that are of the present volume, newest first. */
export interface SnapshotsOfVolume {
  readonly sure: readonly Snapshot[];
  /** So close to the volume's creation that they may be of its predecessor. */
  readonly unsure: readonly Snapshot[];
  /** The oldest one that is certainly of this volume; undefined if none is. */
  readonly first: Snapshot | undefined;
}

/** A snapshot's time comes from the mover's node, a volume's from the API server; they may differ. */
const skewMs = 60_000;

/** Objects that are applied together are created within this time, the source possibly before its PVC. */
const togetherMs = 10_000;

/**
 * Separates the snapshots of a volume from those of an earlier volume of the same name: their data is newer than the
 * volume, by more than clocks may differ, or by the source's status they are of a sync that began after the volume was
 * created.
 */
export function snapshotsOfVolume(
  source: ReplicationSource,
  volume: VolumeState,
  snapshots: readonly Snapshot[],
): SnapshotsOfVolume {
  if (volume.kind !== 'bound' || volume.createdAt === undefined) return { sure: [], unsure: [], first: undefined };
  const madeAt = volume.createdAt.getTime();
  const begin = beginning(source, madeAt);
  const saved = savedSince(source, begin);
  const dated = (snapshot: Snapshot) => dataTimeOf(snapshot, source).getTime();
  const near = snapshots.filter((snapshot) => dated(snapshot) > madeAt - skewMs);
  const isSure = (snapshot: Snapshot) =>
    dated(snapshot) > madeAt + skewMs ||
    (dated(snapshot) >= madeAt && dated(snapshot) < snapshot.time.getTime()) ||
    (saved !== undefined && snapshot.id.startsWith(saved));
  const sure = near.filter(isSure);
  const first = sure.length === 0 ? undefined : near.findLast((one) => isSure(one) || dated(one) >= begin);
  return { sure, unsure: near.filter((snapshot) => !isSure(snapshot)), first };
}

/**
 * From when on a sync is of this volume: VolSync starts the first one as soon as the source exists, and waits for the
 * PVC.
 */
function beginning({ metadata }: ReplicationSource, madeAt: number): number {
  const sourceAt = dateOf(metadata.creationTimestamp)?.getTime() ?? madeAt;
  return sourceAt < madeAt && madeAt - sourceAt <= togetherMs ? sourceAt : madeAt;
}

/** The short id of the snapshot that the last sync saved, if it began after a moment on the cluster's clock. */
function savedSince(source: ReplicationSource, momentMs: number): string | undefined {
  const sync = lastSyncOf(source);
  if (sync.kind !== 'backup') return undefined;
  const beganAt = lastSyncBeganAt(source) ?? sync.at;
  return beganAt.getTime() >= momentMs ? sync.snapshot : undefined;
}
