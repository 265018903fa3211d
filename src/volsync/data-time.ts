import type { Snapshot } from '../restic/snapshots.ts';
import { lastSyncOf } from './last-sync.ts';
import { isForeign, type SnapshotOrigin } from './snapshot-origin.ts';
import { lastSyncBeganAt, lastSyncedAt, syncingSince } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** The clocks of VolSync's controller and of a mover's node need not be the same. */
const skewMs = 60_000;

/**
 * The moment that the data of a snapshot is of. VolSync cuts the copy of the volume when a sync begins, and backs up that
 * same copy again at every retry, for days where it has to; restic dates the snapshot when the last try began. So with the
 * copy methods `Snapshot` and `Clone` the data is as old as the start of its sync, as far as that is still known: of the one
 * that runs and of the last that completed. In all other cases it is as old as restic says: the snapshot's time, which `restic
 * rewrite --new-time` changes, the start of the backup, which stays, and no younger than the sync that reports it.
 */
export function dataTimeOf(snapshot: DatedSnapshot, source: ReplicationSource): Date {
  const readAt = readingOf(snapshot, source);
  const began = isCopiedFirst(source) ? beginningOf({ ...snapshot, time: readAt }, source) : undefined;
  return began !== undefined && began < readAt ? began : readAt;
}

type DatedSnapshot = Pick<Snapshot, 'time'> & Partial<Pick<Snapshot, 'id' | 'original' | 'summary'>>;

/** The clock of a mover's node may have been ahead: what it dated in the future must not become fresh one day. */
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
 * The same of a snapshot whose origin was told: the syncs of an app say nothing of what others have made, nor of one that may
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

/** The moment that the data of the last completed sync is of; undefined where there is none. */
export function lastDataTime(source: ReplicationSource): Date | undefined {
  return (isCopiedFirst(source) ? lastSyncBeganAt(source) : undefined) ?? lastSyncedAt(source);
}

/** Whether two times differ by more than an ordinary sync takes to get to work, so that both are worth to be shown. */
export function isNoticeablyOlder(dataTime: Date, time: Date): boolean {
  return time.getTime() - dataTime.getTime() > skewMs;
}

/**
 * Whether a snapshot shows a moment that was asked for, or one before it. When in its first seconds a sync cuts the copy is
 * not known, so for an ordinary one restic's own time counts, as it does for VolSync.
 */
export function isOfMoment(snapshot: Snapshot, moment: Date, source: ReplicationSource): boolean {
  const dataTime = dataTimeOf(snapshot, source);
  return (isNoticeablyOlder(dataTime, snapshot.time) ? dataTime : snapshot.time) <= moment;
}

function isCopiedFirst({ spec }: ReplicationSource): boolean {
  const method = spec?.restic?.copyMethod;
  return method === 'Snapshot' || method === 'Clone';
}

/** When the sync began that saved a snapshot. In doubt it is the older one: data must not pass for younger than it is. */
function beginningOf(snapshot: DatedSnapshot, source: ReplicationSource): Date | undefined {
  const { time } = snapshot;
  const [began, ended, running] = [lastSyncBeganAt(source), lastSyncedAt(source), syncingSince(source)];
  if (isOfLastSync(snapshot, source)) return began;
  if (running !== undefined && time >= running) return running;
  if (began === undefined || ended === undefined || time.getTime() > ended.getTime() + skewMs) return undefined;
  return time.getTime() >= began.getTime() ? began : undefined;
}
