import type { Snapshot } from '../restic/snapshots.ts';
import type { VolumeState } from './bootstrap-volume.ts';
import { dataTimeOf } from './data-time.ts';
import { lastSyncOf } from './last-sync.ts';
import { dateOf, lastSyncBeganAt } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** Which of the snapshots in a repository are of the volume that is there now, newest first. */
export interface SnapshotsOfVolume {
  readonly sure: readonly Snapshot[];
  /** So close to the volume's beginning that they may be of the one before. */
  readonly unsure: readonly Snapshot[];
  /** The oldest that is not from before the volume; undefined where none is sure. */
  readonly first: Snapshot | undefined;
}

/** A snapshot's time is that of the mover's node, a volume's that of the API server; they need not be the same. */
const skewMs = 60_000;

/** Objects that are applied at once are made within this time, the source perhaps before its PVC. */
const togetherMs = 10_000;

/**
 * Tells the snapshots of a volume from those of an earlier one under its name: their data is younger than it, by more than
 * clocks may differ, or they are of a sync which began after the volume was made, by the source's own status.
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

/** From when on a sync is one of the volume: VolSync begins the first one as soon as there is a source, and waits for the PVC. */
function beginning({ metadata }: ReplicationSource, madeAt: number): number {
  const sourceAt = dateOf(metadata.creationTimestamp)?.getTime() ?? madeAt;
  return sourceAt < madeAt && madeAt - sourceAt <= togetherMs ? sourceAt : madeAt;
}

/** The short id of the snapshot that the last sync saved, where that began after a moment on the cluster's clock. */
function savedSince(source: ReplicationSource, momentMs: number): string | undefined {
  const sync = lastSyncOf(source);
  if (sync.kind !== 'backup') return undefined;
  const beganAt = lastSyncBeganAt(source) ?? sync.at;
  return beganAt.getTime() >= momentMs ? sync.snapshot : undefined;
}
