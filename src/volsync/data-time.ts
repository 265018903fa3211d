import type { Snapshot } from '../restic/snapshots.ts';
import { lastSyncOf } from './last-sync.ts';
import { isForeign, type SnapshotOrigin } from './snapshot-origin.ts';
import { lastSyncBeganAt, lastSyncedAt, syncingSince } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** The clocks of VolSync's controller and of a mover's node may differ. */
const skewMs = 60_000;

/**
 * The time of a snapshot's data. VolSync takes the copy of the volume when a sync begins, and backs up that same copy
 * at every retry, for days if necessary; restic dates the snapshot when the last attempt began. So with the copy
 * methods `Snapshot` and `Clone` the data is as old as the start of its sync, if that is still known: for the running
 * sync and for the last completed one. In all other cases the data is as old as restic says: the earlier of the
 * snapshot's time, which `restic rewrite --new-time` changes, and the start of the backup, which it keeps; and no
 * younger than the sync that reports it.
 */
export function dataTimeOf(snapshot: DatedSnapshot, source: ReplicationSource): Date {
  const readAt = readingOf(snapshot, source);
  const began = isCopiedFirst(source) ? beginningOf({ ...snapshot, time: readAt }, source) : undefined;
  return began !== undefined && began < readAt ? began : readAt;
}

type DatedSnapshot = Pick<Snapshot, 'time'> & Partial<Pick<Snapshot, 'id' | 'original' | 'summary'>>;

/** The clock of a mover's node may have been ahead: a snapshot dated in the future must not become fresh later. */
function readingOf(snapshot: DatedSnapshot, source: ReplicationSource): Date {
  const { time, summary } = snapshot;
  const times = [time, summary?.backupStart, isOfLastSync(snapshot, source) ? lastSyncedAt(source) : undefined];
  return new Date(Math.min(...times.flatMap((one) => one?.getTime() ?? [])));
}

function isOfLastSync({ id = '', original = '' }: DatedSnapshot, source: ReplicationSource): boolean {
  const sync = lastSyncOf(source);
  return sync.kind === 'backup' && [id, original].some((one) => one.startsWith(sync.snapshot));
}

/**
 * The same for a snapshot whose origin is known: an app's syncs say nothing about foreign snapshots or those that may
 * be another app's.
 */
export function ownDataTime(
  snapshot: Snapshot,
  {
    source,
    origin,
    isShared,
  }: {
    readonly source: ReplicationSource;
    readonly origin: SnapshotOrigin;
    readonly isShared: boolean;
  },
): Date {
  const isOwn = isShared ? ['own', 'failed-mover'].includes(origin.kind) : !isForeign(origin);
  return isOwn ? dataTimeOf(snapshot, source) : snapshot.time;
}

/** The time of the data of the last completed sync; undefined if there is none. */
export function lastDataTime(source: ReplicationSource): Date | undefined {
  return (isCopiedFirst(source) ? lastSyncBeganAt(source) : undefined) ?? lastSyncedAt(source);
}

/** Whether two times differ by more than a normal sync needs to start, so that both are worth showing. */
export function isNoticeablyOlder(dataTime: Date, time: Date): boolean {
  return time.getTime() - dataTime.getTime() > skewMs;
}

/**
 * Whether a snapshot shows the requested moment or an earlier one. The exact moment within a sync's first seconds when
 * it takes the copy is not known, so for a normal sync restic's own time counts, as it does for VolSync.
 */
export function isOfMoment(snapshot: Snapshot, moment: Date, source: ReplicationSource): boolean {
  const dataTime = dataTimeOf(snapshot, source);
  return (isNoticeablyOlder(dataTime, snapshot.time) ? dataTime : snapshot.time) <= moment;
}

function isCopiedFirst({ spec }: ReplicationSource): boolean {
  const method = spec?.restic?.copyMethod;
  return method === 'Snapshot' || method === 'Clone';
}

/** The start of the sync that saved a snapshot. In doubt the earlier one: data must never appear younger than it is. */
function beginningOf(snapshot: DatedSnapshot, source: ReplicationSource): Date | undefined {
  const { time } = snapshot;
  const [began, ended, running] = [lastSyncBeganAt(source), lastSyncedAt(source), syncingSince(source)];
  if (isOfLastSync(snapshot, source)) return began;
  if (running !== undefined && time >= running) return running;
  if (began === undefined || ended === undefined || time.getTime() > ended.getTime() + skewMs) return undefined;
  return time.getTime() >= began.getTime() ? began : undefined;
}
