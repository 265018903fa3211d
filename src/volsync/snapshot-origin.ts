import { rawText } from '../foreign-text.ts';
import { idsOf, snapshotsCalled } from '../restic/snapshot-ids.ts';
import { isMoverSnapshot, type Snapshot } from '../restic/snapshots.ts';
import { goDurationMs } from '../go-duration.ts';
import { lastSyncOf } from './last-sync.ts';
import { parentOf, savedBy } from './reported-snapshot.ts';
import { isBareRepository } from './repository-source.ts';
import { isSameVolume, sourcesOfSameVolume } from './same-volume.ts';
import { dateOf, lastSyncedAt, syncingSince } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';

/** Who made a snapshot, as far as this cluster shows. */
export type SnapshotOrigin =
  /** A completed sync of the app's volume, or the volume was filled from it. */
  | { readonly kind: 'own' }
  /** A mover of the app's volume that failed afterwards: files may be missing. */
  | { readonly kind: 'failed-mover' }
  /** Saved after a sync of the app's volume began that is still running: its own, unless another process was faster. */
  | { readonly kind: 'running-sync' }
  /**
   * Not newer than the snapshot that the app's status confirms, which covers only the last one: nothing speaks against
   * it.
   */
  | { readonly kind: 'earlier' }
  /**
   * Created by restic from snapshot `of` with `rewrite`, `repair snapshots` or `copy`: files and time may differ. If
   * the snapshot does not record the old id, the start of its backup identifies it.
   */
  | { readonly kind: 'rewritten'; readonly of: string }
  /** The ReplicationSource of another volume reports that it saved it, `namespace/name`. */
  | { readonly kind: 'other-app'; readonly app: string }
  /**
   * Does not have VolSync's host and path, or is newer than anything this cluster has made, or is in a repository that
   * holds nothing of what the last sync saved, and so may be a different one now.
   */
  | { readonly kind: 'foreign'; readonly why: 'not-volsync' | 'unclaimed' | 'other-repository' };

/** The input for determining the origin of snapshots. */
export interface OriginFacts {
  readonly source: ReplicationSource;
  /** All snapshots in the app's repository, newest first. */
  readonly snapshots: readonly Snapshot[];
  /** All ReplicationSources that can be read, with or without `source`, in any repository. */
  readonly around: readonly ReplicationSource[];
  /** Short id of the snapshot that filled the app's volume; undefined if none did, or it is not known. */
  readonly restored?: string | undefined;
  /** The app's own snapshots in another repository: a copy of one of them is the app's as well. */
  readonly elsewhere?: readonly Snapshot[] | undefined;
}

/** Whether another app, a person or another cluster made it: it is not restored or counted unless it is named. */
export function isForeign({ kind }: SnapshotOrigin): boolean {
  return kind === 'foreign' || kind === 'other-app';
}

/**
 * Determines who made each snapshot. Only an id proves it: the one in VolSync's log of a sync, or the `original` of a
 * snapshot that restic has given a new one. Times decide only if VolSync has kept no log.
 */
export function snapshotOrigins(facts: OriginFacts): (snapshot: Snapshot) => SnapshotOrigin {
  const witness = witnessOf(facts);
  const origins = new Map(facts.snapshots.map((snapshot) => [snapshot.id, originOf(snapshot, witness, facts)]));
  return (snapshot) => origins.get(snapshot.id) ?? originOf(snapshot, witness, facts);
}

/** Which sources confirm snapshots of the app's volume, and when. */
interface Witness {
  readonly own: ReadonlySet<Snapshot>;
  readonly failed: ReadonlySet<Snapshot>;
  /** The snapshots that other apps report as theirs. */
  readonly others: ReadonlyMap<Snapshot, string>;
  /** The snapshot that the last sync saved, if it is no longer there. */
  readonly missing: MissingSnapshot | undefined;
  /** Whether nothing that the last sync names is there: neither what it saved, nor what it compared that with. */
  readonly isElsewhere: boolean;
  /** Milliseconds: the start of a running sync. */
  readonly runningSince: number;
  /** Milliseconds: snapshots that are not newer are not judged. */
  readonly until: number;
}

interface MissingSnapshot {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

function originOf(snapshot: Snapshot, witness: Witness, facts: OriginFacts): SnapshotOrigin {
  if (!isMoverSnapshot(snapshot)) return { kind: 'foreign', why: 'not-volsync' };
  if (witness.own.has(snapshot)) return rewrittenOf(snapshot, facts) ?? { kind: 'own' };
  if (isCopy(snapshot, facts)) return { kind: 'own' };
  if (witness.failed.has(snapshot)) return { kind: 'failed-mover' };
  const app = witness.others.get(snapshot);
  if (app !== undefined) return { kind: 'other-app', app };
  return byTime(snapshot, witness, facts);
}

/** Whether it holds exactly the files of one of the app's own snapshots in another repository. */
function isCopy({ tree }: Snapshot, { elsewhere = [] }: OriginFacts): boolean {
  return tree !== undefined && elsewhere.some((one) => one.tree === tree);
}

function byTime(
  snapshot: Snapshot,
  { missing, isElsewhere, runningSince, until }: Witness,
  facts: OriginFacts,
): SnapshotOrigin {
  const time = snapshot.time.getTime();
  if (missing !== undefined && !isElsewhere && isBegunDuring(snapshot, missing)) {
    return { kind: 'rewritten', of: missing.id };
  }
  if (time <= until) {
    return isElsewhere
      ? { kind: 'foreign', why: 'other-repository' }
      : (rewrittenOf(snapshot, facts) ?? { kind: 'earlier' });
  }
  return time >= runningSince ? { kind: 'running-sync' } : { kind: 'foreign', why: 'unclaimed' };
}

function isBegunDuring({ time, summary }: Snapshot, { from, to }: MissingSnapshot): boolean {
  const begunAt = (summary?.backupStart ?? time).getTime();
  return begunAt >= from && begunAt <= to;
}

/**
 * A snapshot with a new id from restic, and perhaps different files or time. `restic tag` changes only the id, and
 * leaves tags, which movers never set. The statistics in a snapshot are those of its backup: `repair` does not update
 * them.
 */
function rewrittenOf(snapshot: Snapshot, { snapshots }: OriginFacts): SnapshotOrigin | undefined {
  const { files, filesRead = files } = snapshot.summary ?? {};
  const of = idsOf(snapshot, snapshots).at(-1);
  if (of === undefined || of === snapshot.id) return undefined;
  return files === filesRead && isTagged(snapshot) ? undefined : { kind: 'rewritten', of };
}

/** Whether a person has set a tag: restic itself sets these two when it keeps the snapshot that it has changed. */
function isTagged({ tags = [] }: Snapshot): boolean {
  return tags.length > 0 && !tags.some((tag) => ['rewrite', 'repaired'].includes(rawText(tag)));
}

/** The clocks of nodes, of VolSync's controller and of the API server may differ. */
const skewMs = 60_000;
/** VolSync stores whole seconds. */
const roundingMs = 2000;

function witnessOf({ source, snapshots, around, restored }: OriginFacts): Witness {
  const movers = snapshots.filter(isMoverSnapshot);
  const named = (name: string | undefined) => snapshotsCalled(name, snapshots).filter(isMoverSnapshot);
  // Another source of the volume may use another repository: it counts if this repository holds what it saved.
  const others = sourcesOfSameVolume(source, around).filter((other) => named(savedBy(other)).length > 0);
  const sources = [source, ...others];
  const claims = sources.map((one) => lastSyncOf(one));
  const vouched = [
    ...claims.flatMap((sync) => (sync.kind === 'backup' ? named(sync.snapshot) : [])),
    ...savedDuringSync(source, movers),
    ...named(restored),
  ];
  const failed = sources.flatMap((one) =>
    one.status?.latestMoverStatus?.result === 'Failed' ? named(savedBy(one)) : [],
  );
  const running = sources.flatMap((one) => syncingSince(one)?.getTime() ?? []);
  const missing = missingOf(source, snapshots, vouched);
  return {
    own: new Set(vouched),
    failed: new Set(failed),
    others: savedByOthers({ source, snapshots, around }),
    missing,
    isElsewhere: missing !== undefined && vouched.length === 0 && !isOfRepository(source, movers, missing),
    runningSince: Math.min(...running) - roundingMs,
    until: Math.max(ownWord(source, vouched), ...vouched.map(({ time }) => time.getTime())),
  };
}

/** A repository without a source belongs to the app that backs up into it. */
function savedByOthers({ source, snapshots, around }: OriginFacts): ReadonlyMap<Snapshot, string> {
  if (isBareRepository(source)) return new Map();
  const others = around.filter((one) => one.metadata.uid !== source.metadata.uid && !isSameVolume(source, one));
  return new Map(
    others.flatMap((one) => {
      const app = `${one.metadata.namespace ?? ''}/${one.metadata.name}`;
      return snapshotsCalled(savedBy(one), snapshots).map((snapshot) => [snapshot, app] as const);
    }),
  );
}

/** Until when the source would have made the existing snapshots itself; a repository without a source is not judged. */
function ownWord(source: ReplicationSource, vouched: readonly Snapshot[]): number {
  if (isBareRepository(source)) return Infinity;
  const sync = lastSyncOf(source);
  if (sync.kind === 'none') {
    const createdAt = dateOf(source.metadata.creationTimestamp)?.getTime();
    return vouched.length > 0 ? -Infinity : (createdAt ?? Infinity) + skewMs;
  }
  return sync.kind === 'backup' && vouched.length > 0 ? -Infinity : sync.at.getTime();
}

/**
 * If VolSync has kept no log of the last sync, the snapshots saved while it ran; if there are none, allows for clocks
 * that differ.
 */
function savedDuringSync(source: ReplicationSource, movers: readonly Snapshot[]): readonly Snapshot[] {
  if (lastSyncOf(source).kind !== 'unknown') return [];
  const { from, to } = windowOf(source);
  const during = movers.filter(({ time }) => time.getTime() >= from && time.getTime() <= to);
  if (during.length > 0) return during;
  return movers.filter(({ time }) => time.getTime() >= from - skewMs && time.getTime() <= to + skewMs);
}

function missingOf(
  source: ReplicationSource,
  snapshots: readonly Snapshot[],
  vouched: readonly Snapshot[],
): MissingSnapshot | undefined {
  const sync = lastSyncOf(source);
  if (sync.kind !== 'backup' || vouched.some(({ time }) => time > windowStart(source))) return undefined;
  if (snapshotsCalled(sync.snapshot, snapshots).length > 0) return undefined;
  return { id: sync.snapshot, ...windowOf(source) };
}

/**
 * Whether a repository that has lost what the last sync saved is still the same one: it holds the snapshot that restic
 * compared the backup with, or its `restic rewrite`, which records that id.
 */
function isOfRepository(source: ReplicationSource, movers: readonly Snapshot[], missing: MissingSnapshot): boolean {
  const parent = parentOf(source);
  if (snapshotsCalled(parent, movers).length > 0) return true;
  return movers.some((one) => isBegunDuring(one, missing) && one.parent?.slice(0, parent?.length) === parent);
}

/** Start and end of the last sync, in milliseconds, extended by the rounding of its times. */
function windowOf(source: ReplicationSource): { readonly from: number; readonly to: number } {
  const to = lastSyncedAt(source)?.getTime() ?? NaN;
  return { from: to - (goDurationMs(source.status?.lastSyncDuration) ?? 0) - roundingMs, to: to + roundingMs };
}

function windowStart(source: ReplicationSource): Date {
  return new Date(windowOf(source).from);
}
