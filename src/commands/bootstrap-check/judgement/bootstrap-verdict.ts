import { shortId, type Snapshot } from '../../../restic/snapshots.ts';
import type { MissingLink } from '../../../volsync/bootstrap-link.ts';
import type { Origin } from './bootstrap-origin.ts';
import type { VolumeState } from '../../../volsync/bootstrap-volume.ts';
import { restoredSnapshot, type Window } from './bootstrap-window.ts';
import { lastSyncOf } from '../../../volsync/last-sync.ts';
import { judgeLeftParked } from '../../../volsync/left-parked.ts';
import { judgeNextRestore, type NextRestore } from '../../../volsync/next-restore.ts';
import { openRestoreMessage, openRestoreOf, openRestoreStatus } from '../../../volsync/open-restore.ts';
import { snapshotsOfVolume } from '../../../volsync/snapshots-of-volume.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { unknownApp, unprotected, type Judgement } from '../../../volsync/verdict.ts';
import { shellCommand } from '../../../shell-command.ts';

/** The input for judging a removal. */
export interface RemovalFacts {
  readonly source: ReplicationSource;
  /** The verdict of `verify` on the repository. */
  readonly backup: Judgement;
  /** Snapshots of movers, newest first; undefined if the repository was not read. */
  readonly snapshots: readonly Snapshot[] | undefined;
  readonly volume: VolumeState;
  readonly origin: Origin;
  readonly window: Window;
  /** What would be restored automatically. */
  readonly next: NextRestore;
  /** Newer snapshots that existed when the volume was filled. */
  readonly missed: readonly Snapshot[];
}

/** State of an app in one word. */
export type BootstrapState =
  /** Its PVC is being filled. */
  | 'bootstrapping'
  /** Its PVC is not bound, and something that it needs is missing or fails. */
  | 'volume-pending'
  | 'volume-missing'
  | 'window-open'
  | 'window-closed'
  /** Whether there is a backup could not be determined. */
  | 'window-unknown';

/** The state of an app. */
export function bootstrapState(volume: VolumeState, window: Window): BootstrapState {
  if (volume.kind === 'absent') return 'volume-missing';
  if (volume.kind === 'pending') return volume.link.isMoving ? 'bootstrapping' : 'volume-pending';
  return window.kind === 'open' ? 'window-open' : window.kind === 'closed' ? 'window-closed' : 'window-unknown';
}

/**
 * Judges whether an app can be removed. Never more favorable than `verify`: if that proves a backup, this also checks
 * that the backup is of the present volume, since a new volume may have replaced an old one.
 */
export function judgeRemoval(facts: RemovalFacts): Judgement {
  const { backup, source } = facts;
  const open = judgeOpenRestore(source) ?? judgeLeftParked(source);
  if (open !== undefined) return open;
  // Before the first sync, `verify` cannot tell whose snapshots they are; the volume can.
  const isOpen = backup.verdict === 'unknown' && backup.reason === 'never-synced';
  const judgement = backup.verdict === 'protected' || isOpen ? ofThisVolume(facts) : inWindow(facts);
  return judgement.verdict === 'protected' ? judgeNextRestore(facts.next, source) : judgement;
}

/** The data in the safety copy is in no backup; without a journal it is not known whether there is one. */
function judgeOpenRestore(source: ReplicationSource): Judgement | undefined {
  const mark = openRestoreOf(source);
  if (mark === undefined) return undefined;
  const judge = mark.isLost ? unknownApp : unprotected;
  return judge('open-restore', openRestoreMessage(source), { hint: openRestoreStatus(source) });
}

/** Without any backup, the reason is the open window, unless VolSync claims a backup. */
function inWindow({ source, backup, volume, window }: RemovalFacts): Judgement {
  if (!['no-snapshot', 'repository-missing'].includes(backup.reason ?? '') || backup.verdict !== 'unprotected') {
    return backup;
  }
  if (volume.kind === 'pending') return { ...backup, ...withoutVolume(volume.link, backup) };
  const claims = lastSyncOf(source).kind;
  if (window.kind !== 'open' || claims === 'backup' || claims === 'unknown') return backup;
  const message =
    claims === 'empty'
      ? 'no backup yet: the last sync found an empty volume, and VolSync reports success'
      : backup.message;
  return openWindow(window, message, source);
}

/** The obstacle that keeps the volume from being created has to be fixed first. */
function withoutVolume({ reason, message, details, hint }: MissingLink, backup: Judgement) {
  return {
    reason: reason ?? backup.reason,
    message: `there is no backup, and no volume yet: ${message}`,
    details,
    hint,
  };
}

/** The obstacle that keeps the next sync from closing the window has to be fixed first. */
function openWindow(window: Window, message: string, source: ReplicationSource): Judgement {
  const problem = window.kind === 'open' && window.closing.kind === 'blocked' ? window.closing.problem : undefined;
  return unprotected('window-open', problem?.message ?? message, problem ?? { hint: trigger(source) });
}

function ofThisVolume(facts: RemovalFacts): Judgement {
  const { source, backup, snapshots = [], volume, origin, window } = facts;
  if (volume.kind === 'hidden') {
    const message = `whether the snapshots are of this volume could not be seen: ${volume.why}`;
    return unknownApp('forbidden', message, {
      hint: shellCommand`volsyncctl rbac bootstrap-check -n ${namespaceOf(source)}`,
    });
  }
  const { sure, unsure } = snapshotsOfVolume(source, volume, snapshots);
  if (volume.kind !== 'bound' || sure.length > 0) return backup;
  if (restoredSnapshot(origin, snapshots) !== undefined) return outdated(facts) ?? backup;
  const [doubtful] = unsure;
  if (doubtful !== undefined) {
    const message = `snapshot ${shortId(doubtful.id)} is about as old as the volume ${volume.name}: it may be of an earlier one`;
    return unknownApp('no-evidence', message, { hint: trigger(source) });
  }
  if (origin.kind === 'unknown') {
    const message = `all snapshots are older than the volume, and what filled it is not known: ${origin.why}`;
    return unknownApp('no-evidence', message, { hint: trigger(source) });
  }
  const message = `all snapshots are older than the volume ${volume.name}: none holds what is in it now`;
  return openWindow(window, message, source);
}

/** Until the volume has its own backup, newer snapshots hold data that the app has lost. */
function outdated({ source, origin, missed }: RemovalFacts): Judgement | undefined {
  if (origin.kind !== 'restored' || missed.length === 0) return undefined;
  const { name } = source.metadata;
  const hint = shellCommand`volsyncctl restore ${name} -n ${namespaceOf(source)} --in-place --latest`;
  return unprotected('outdated-restore', missedText(origin.snapshot, missed.length), { hint });
}

/** Message that a volume holds older data than its repository. */
export function missedText(snapshot: string, missed: number): string {
  const newer = missed === 1 ? 'one newer snapshot was' : `${missed} newer snapshots were`;
  return `the volume was filled from snapshot ${snapshot}, although ${newer} in the repository`;
}

function trigger({ metadata }: ReplicationSource): string {
  return shellCommand`volsyncctl trigger ${metadata.name} -n ${metadata.namespace ?? ''}`;
}

function namespaceOf({ metadata }: ReplicationSource): string {
  return metadata.namespace ?? '';
}
