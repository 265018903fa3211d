import type { BackupFacts } from './backup-facts.ts';
import { isDamage, isForbidden } from '../restic/damage.ts';
import { snapshotsCalled } from '../restic/snapshot-ids.ts';
import { isMoverSnapshot, shortId, type Snapshot } from '../restic/snapshots.ts';
import { judgeAge } from './backup-age.ts';
import { claimDoubt } from './claim-change.ts';
import { lastSyncOf } from './last-sync.ts';
import { fixCommands } from './fix-commands.ts';
import { sharedRepositoryText } from './shared-repository.ts';
import { isForeign, snapshotOrigins, type OriginFacts } from './snapshot-origin.ts';
import { lastSyncBeganAt, lastSyncedAt } from './sync-state.ts';
import type { ReplicationSource } from './types.ts';
import { judgeUnfinished } from './unfinished-sync.ts';
import { protectedApp, unknownApp, unprotected, type Judgement } from './verdict.ts';

/** The snapshots in a repository that movers made: they all have the same host and path. */
export function moverSnapshots(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  return snapshots.filter(isMoverSnapshot);
}

/**
 * Judges from the repository's contents whether an app is backed up. Evidence against it is checked before evidence for
 * it. VolSync's status counts only where it claims more than the repository holds, or where it does not confirm the
 * newest snapshot.
 */
export function judgeBackup(facts: BackupFacts): Judgement {
  const { passedOver = [], missing = [] } = facts;
  if (missing.length > 0) return hollow(missing);
  if (passedOver.length > 0) return incomplete(passedOver, facts.source);
  const newest = newestOfApp(facts);
  if (newest === undefined) return noSnapshot(facts);
  for (const check of checks) {
    const judgement = check(newest, facts);
    if (judgement !== undefined) return judgement;
  }
  return protectedApp;
}

/** The newest snapshot that may be the app's: foreign snapshots are skipped as long as there is any other. */
export function newestOfApp(facts: OriginFacts): Snapshot | undefined {
  const originOf = snapshotOrigins(facts);
  const movers = moverSnapshots(facts.snapshots);
  return movers.find((snapshot) => !isForeign(originOf(snapshot))) ?? movers[0];
}

/**
 * The snapshots of movers, without those of a sync that is not complete: its mover may have left files out. If there
 * are no others, all of them.
 */
export function countedSnapshots(facts: OriginFacts): readonly Snapshot[] {
  const originOf = snapshotOrigins(facts);
  const movers = moverSnapshots(facts.snapshots);
  const counted = movers.filter((snapshot) => !['failed-mover', 'running-sync'].includes(originOf(snapshot).kind));
  return counted.some((snapshot) => !isForeign(originOf(snapshot))) ? counted : movers;
}

/** Both clocks are those of nodes and may differ. */
const skewMs = 60_000;

const checks: readonly ((newest: Snapshot, facts: BackupFacts) => Judgement | undefined)[] = [
  emptySnapshot,
  emptySource,
  rewritten,
  claimedSnapshot,
  claimedSync,
  fromTheFuture,
  judgeAge,
  shared,
  judgeUnfinished,
  ofOtherClaim,
];

/** The list of snapshots does not show this: restic lists them even without their data. */
function hollow(missing: readonly string[]): Judgement {
  return unprotected('damaged', `${missing.join(' and ')}: none of the snapshots can be restored`);
}

/** restic still exits with 0; the skipped snapshots may include the newest one, or the only one. */
function incomplete(details: readonly string[], source: ReplicationSource): Judgement {
  if (details.every(isForbidden)) {
    const message = "the mover's user cannot read all snapshots, so a newer one may exist";
    return unknownApp('forbidden', message, { details, hint: fixCommands.privilegedMovers(source.metadata.namespace) });
  }
  const sync = lastSyncOf(source);
  if (
    sync.kind === 'backup' &&
    details.some((line) => line.startsWith(`Ignoring "${sync.snapshot}`) && isDamage(line))
  ) {
    return unprotected('damaged', `snapshot ${sync.snapshot}, which VolSync reports, cannot be read`, { details });
  }
  return unknownApp('damaged', 'restic cannot read some snapshots, so a newer one may exist', {
    details,
  });
}

function noSnapshot({ source, snapshots }: BackupFacts): Judgement {
  const claim = lastSyncedAt(source) === undefined ? '' : ', although VolSync reports a successful sync';
  const others = snapshots.length === 0 ? '' : ` (only ${snapshots.length} that no mover of VolSync has made)`;
  return unprotected('no-snapshot', `the repository holds no snapshot${others}${claim}`, mendedBySync(source));
}

function emptySnapshot({ id, summary }: Snapshot, { source }: BackupFacts): Judgement | undefined {
  if (summary?.files !== 0) return undefined;
  return unprotected('empty-source', `the newest snapshot ${shortId(id)} holds no file`, mendedBySync(source));
}

function emptySource({ time }: Snapshot, { source }: BackupFacts): Judgement | undefined {
  const sync = lastSyncOf(source);
  if (sync.kind !== 'empty' || time > sync.at) return undefined;
  // Data that a restore has written since then is in no backup, and only the next sync changes that.
  const message =
    'the last sync found an empty volume; the newest snapshot is from before, and files restored since are in no backup until the next sync';
  return unprotected('empty-source', message, { hint: fixCommands.restore(subject(source)) });
}

/** restic gives a new id to a snapshot that it rewrites, repairs or copies, and may drop files or change its time. */
function rewritten(newest: Snapshot, facts: BackupFacts): Judgement | undefined {
  const origin = snapshotOrigins(facts)(newest);
  if (origin.kind !== 'rewritten') return undefined;
  const { files, filesRead = files } = newest.summary ?? {};
  const what = `restic made snapshot ${shortId(newest.id)} of ${shortId(origin.of)} (rewrite, repair or copy)`;
  const content =
    files === filesRead
      ? 'whether it still has the same files is not known'
      : `it has ${files ?? 0} of the ${filesRead ?? 0} files that were backed up`;
  return unknownApp('mismatch', `${what}: ${content}`, mendedBySync(facts.source));
}

/**
 * The mover's log names the snapshot that it saved. A sync that ended after the status was read may have replaced it,
 * or a sync of another source of the same PVC.
 */
function claimedSnapshot(newest: Snapshot, facts: BackupFacts): Judgement | undefined {
  const { source, snapshots } = facts;
  const sync = lastSyncOf(source);
  if (sync.kind !== 'backup' || newest.time > sync.at) return undefined;
  if (moverSnapshots(snapshotsCalled(sync.snapshot, snapshots)).length > 0) return undefined;
  const message = `VolSync reports snapshot ${sync.snapshot}, which is not in the repository; the newest there is ${shortId(newest.id)}`;
  return unprotected('mismatch', message, mendedBySync(source));
}

/**
 * Without an id: a successful sync has saved a snapshot after its start. Only success sets the time of the last sync,
 * whatever result a later, failed mover has stored.
 */
function claimedSync(newest: Snapshot, { source }: BackupFacts): Judgement | undefined {
  const lastSync = lastSyncOf(source);
  if (lastSync.kind === 'none' || lastSync.kind === 'backup') return undefined;
  const beganAt = lastSyncBeganAt(source) ?? lastSync.at;
  if (newest.time.getTime() >= beganAt.getTime() - skewMs) return undefined;
  const message = 'VolSync reports a successful sync that is newer than any snapshot in the repository';
  return unprotected('mismatch', message, mendedBySync(source));
}

/** A snapshot's time comes from the mover's clock; one in the future would count as fresh forever. */
function fromTheFuture({ id, time }: Snapshot, facts: BackupFacts): Judgement | undefined {
  if (time.getTime() <= facts.time.getTime() + skewMs) return undefined;
  return unknownApp('mismatch', `snapshot ${shortId(id)} is dated in the future, so its age is unknown`);
}

/** The snapshots cannot be attributed to one app: only what is bad for all of the apps is certain. */
function shared(_newest: Snapshot, { sharedWith }: BackupFacts): Judgement | undefined {
  if (sharedWith.length === 0) return undefined;
  return unknownApp('shared-repository', sharedRepositoryText(sharedWith));
}

/** A snapshot does not record which PVC it was made from. */
function ofOtherClaim(_newest: Snapshot, { source }: BackupFacts): Judgement | undefined {
  const doubt = claimDoubt(source);
  return doubt === undefined ? undefined : unknownApp('no-evidence', doubt, mendedBySync(source));
}

function mendedBySync(source: ReplicationSource): { readonly hint: string } {
  return { hint: fixCommands.sync(subject(source)) };
}

function subject(object: ReplicationSource) {
  return { kind: 'replicationsource', object } as const;
}
