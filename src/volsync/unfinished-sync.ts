import type { BackupFacts } from './backup-facts.ts';
import { moverLogLines, readMoverLog } from '../restic/mover-log.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { judgeAge } from './backup-age.ts';
import { fixCommands } from './fix-commands.ts';
import { failureOfMover } from './mover-failure-log.ts';
import { snapshotOrigins } from './snapshot-origin.ts';
import { lastSyncedAt } from './sync-state.ts';
import { unknownApp, unprotected, type Judgement } from './verdict.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * Judges a newest snapshot that no completed sync confirms: a failing mover saves snapshots too, without the files that
 * it could not read, and it may be another app's. So an older one, from a completed sync or from before the source was
 * created, has to be recent enough. Undefined if there is nothing to object to.
 */
export function judgeUnfinished(newest: Snapshot, facts: BackupFacts): Judgement | undefined {
  const originOf = snapshotOrigins(facts);
  const isVouchedFor = (snapshot: Snapshot) => ['own', 'earlier'].includes(originOf(snapshot).kind);
  if (isVouchedFor(newest)) return ofFormerLife(newest, facts);
  return unreadableFiles(newest, facts) ?? withoutWitness(newest, facts.snapshots.find(isVouchedFor), facts);
}

/**
 * A source that has never completed a sync finds snapshots older than itself: of this app before it was redeployed, or
 * of another app with the same repository. Only a restore of one of them into the app's volume decides it.
 */
function ofFormerLife({ id }: Snapshot, { source, snapshots, restored }: BackupFacts): Judgement | undefined {
  if (lastSyncedAt(source) !== undefined) return undefined;
  if (restored !== undefined && snapshots.some((snapshot) => snapshot.id.startsWith(restored))) return undefined;
  const { name, namespace = '' } = source.metadata;
  const message = `no sync is complete yet, and snapshot ${shortId(id)} is older than the ReplicationSource: whether it is of this app is not known`;
  return unknownApp('never-synced', message, {
    hint: shellCommand`volsyncctl bootstrap-check ${name} -n ${namespace}`,
  });
}

/** The log of a failed mover names what it saved. */
function unreadableFiles({ id }: Snapshot, { source }: BackupFacts): Judgement | undefined {
  const failure = lastFailure(source);
  const saved = readMoverLog(source.status?.latestMoverStatus?.logs ?? '').snapshot;
  if (failure?.reason !== 'unreadable-files' || saved === undefined || !id.startsWith(saved)) return undefined;
  const message = `the newest snapshot ${shortId(id)} lacks files: ${failure.message}`;
  return unprotected('unreadable-files', message, { details: failure.details, hint: hintFor(source) });
}

function withoutWitness(newest: Snapshot, older: Snapshot | undefined, facts: BackupFacts): Judgement | undefined {
  const { source } = facts;
  if (older !== undefined && judgeAge(older, facts) === undefined) return undefined;
  // Only steps after the backup need the lock: the snapshot that this mover saved is complete.
  const isOfMover = snapshotOrigins(facts)(newest).kind === 'failed-mover';
  if (isOfMover && lastFailure(source)?.reason === 'locked') return undefined;
  const hint = hintFor(source);
  if (lastSyncedAt(source) === undefined) {
    const message = `no sync is complete yet: whether snapshot ${shortId(newest.id)} holds all files is not known`;
    return unknownApp('never-synced', message, { hint });
  }
  const message = `snapshot ${shortId(newest.id)} is newer than the last sync that VolSync has completed: whether it is of this app and holds all files is not known`;
  return unknownApp('no-evidence', message, { hint });
}

/** For the last mover that ended; the status keeps the end of its log. */
function lastFailure({ status }: BackupFacts['source']) {
  const { result, logs = '' } = status?.latestMoverStatus ?? {};
  return result === 'Failed' ? failureOfMover({ exitCode: 1, lines: moverLogLines(logs) }) : undefined;
}

function hintFor(object: BackupFacts['source']): string {
  return fixCommands.status({ kind: 'replicationsource', object });
}
