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

/** Who made a snapshot, as far as this cluster can tell. */
export type SnapshotOrigin =
  /** A completed sync of the app's volume, or the volume was filled from it. */
  | { readonly kind: 'own' }
  /** A mover of the app's volume that failed afterwards: files may be missing. */
  | { readonly kind: 'failed-mover' }
  /** Saved since a sync of the app's volume began that is still running: its own, unless somebody else was faster. */
  | { readonly kind: 'running-sync' }
  /** Not newer than what the app vouches for, of which VolSync remembers the last one only: nothing speaks against it. */
  | { readonly kind: 'earlier' }
  /**
   * What restic has made of the snapshot `of` by `rewrite`, `repair snapshots` or `copy`: it need not have the same files, nor
   * the same time. Where the new id is not told by the old one, the time at which its backup began says so.
   */
  | { readonly kind: 'rewritten'; readonly of: string }
  /** The ReplicationSource of another volume says that it has saved it, `namespace/name`. */
  | { readonly kind: 'other-app'; readonly app: string }
  /**
   * Not of VolSync's host and path, or newer than anything that this cluster has made, or in a repository that holds nothing
   * of what the last sync saved: it may be another one by now.
   */
  | { readonly kind: 'foreign'; readonly why: 'not-volsync' | 'unclaimed' | 'other-repository' };

/** What the origin of snapshots is told by. */
export interface OriginFacts {
  readonly source: ReplicationSource;
  /** All that are in its repository, newest first. */
  readonly snapshots: readonly Snapshot[];
  /** All ReplicationSources that can be read, with or without `source`, whatever their repositories. */
  readonly around: readonly ReplicationSource[];
  /** Short id of the snapshot that filled the app's volume; undefined where none did, or that is not known. */
  readonly restored?: string | undefined;
}

/** Whether another app, a person or another cluster made it: not to be restored, or counted, without being named. */
export function isForeign({ kind }: SnapshotOrigin): boolean {
  return kind === 'foreign' || kind === 'other-app';
}

/**
 * Tells for each snapshot who made it. Only an id vouches: the one in VolSync's log of a sync, or the `original` of a
 * snapshot that restic has given a new one. Times decide only where VolSync has kept no log.
 */
export function snapshotOrigins(facts: OriginFacts): (snapshot: Snapshot) => SnapshotOrigin {
  const witness = witnessOf(facts);
  const origins = new Map(facts.snapshots.map((snapshot) => [snapshot.id, originOf(snapshot, witness, facts)]));
  return (snapshot) => origins.get(snapshot.id) ?? originOf(snapshot, witness, facts);
}

/** When and by which sources snapshots of the app's volume are vouched for. */
interface Witness {
  readonly own: ReadonlySet<Snapshot>;
  readonly failed: ReadonlySet<Snapshot>;
  /** What other apps say they have saved. */
  readonly others: ReadonlyMap<Snapshot, string>;
  /** The snapshot that the last sync has saved, and that is not there any more. */
  readonly missing: MissingSnapshot | undefined;
  /** Nothing that the last sync names is there: neither what it saved, nor what it compared that with. */
  readonly isElsewhere: boolean;
  /** Milliseconds: a sync that runs since then. */
  readonly runningSince: number;
  /** Milliseconds: what is not newer is not judged. */
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
  if (witness.failed.has(snapshot)) return { kind: 'failed-mover' };
  const app = witness.others.get(snapshot);
  if (app !== undefined) return { kind: 'other-app', app };
  return byTime(snapshot, witness, facts);
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
 * One that restic has given a new id, and perhaps other files or another time; `restic tag` changes the id alone, and leaves
 * tags, of which movers set none. The numbers in a snapshot are those of its backup: `repair` leaves them as they were.
 */
function rewrittenOf(snapshot: Snapshot, { snapshots }: OriginFacts): SnapshotOrigin | undefined {
  const { files, filesRead = files } = snapshot.summary ?? {};
  const of = idsOf(snapshot, snapshots).at(-1);
  if (of === undefined || of === snapshot.id) return undefined;
  return files === filesRead && isTagged(snapshot) ? undefined : { kind: 'rewritten', of };
}

/** By hand: these two restic sets where it keeps the snapshot that it has changed. */
function isTagged({ tags = [] }: Snapshot): boolean {
  return tags.length > 0 && !tags.some((tag) => ['rewrite', 'repaired'].includes(rawText(tag)));
}

/** The clocks of nodes, of VolSync's controller and of the API server need not be the same. */
const skewMs = 60_000;
/** VolSync keeps whole seconds. */
const roundingMs = 2000;

function witnessOf({ source, snapshots, around, restored }: OriginFacts): Witness {
  const movers = snapshots.filter(isMoverSnapshot);
  const named = (name: string | undefined) => snapshotsCalled(name, snapshots).filter(isMoverSnapshot);
  // Another source of the volume may have another repository: it counts where it has saved what is in this one.
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

/** A repository without a source is that of whoever backs up into it. */
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

/** Until when the source itself would have made what is there; a repository without a source is not judged at all. */
function ownWord(source: ReplicationSource, vouched: readonly Snapshot[]): number {
  if (isBareRepository(source)) return Infinity;
  const sync = lastSyncOf(source);
  if (sync.kind === 'none') {
    const createdAt = dateOf(source.metadata.creationTimestamp)?.getTime();
    return vouched.length > 0 ? -Infinity : (createdAt ?? Infinity) + skewMs;
  }
  return sync.kind === 'backup' && vouched.length > 0 ? -Infinity : sync.at.getTime();
}

/** Where VolSync has kept no word of the last sync, what was saved while it ran; clocks may differ where nothing was. */
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
 * Whether a repository that has lost what the last sync saved is still the one that this was saved in: it holds the snapshot
 * that restic compared the backup with, or what `restic rewrite` has made of it, which keeps that one's id.
 */
function isOfRepository(source: ReplicationSource, movers: readonly Snapshot[], missing: MissingSnapshot): boolean {
  const parent = parentOf(source);
  if (snapshotsCalled(parent, movers).length > 0) return true;
  return movers.some((one) => isBegunDuring(one, missing) && one.parent?.slice(0, parent?.length) === parent);
}

/** Milliseconds between which the last sync ran. */
function windowOf(source: ReplicationSource): { readonly from: number; readonly to: number } {
  const to = lastSyncedAt(source)?.getTime() ?? NaN;
  return { from: to - (goDurationMs(source.status?.lastSyncDuration) ?? 0) - roundingMs, to: to + roundingMs };
}

function windowStart(source: ReplicationSource): Date {
  return new Date(windowOf(source).from);
}
