import { moverContainer } from '../volsync/mover-names.ts';
import { dateOf } from '../volsync/sync-state.ts';
import type { SyncBegin, SyncEnd } from './follow-sync.ts';
import { savedSnapshot } from './trigger-ending.ts';
import type { SavedSnapshot } from './trigger-result.ts';
import type { Pod } from '../kubernetes/objects.ts';
import { readMoverLog, type MoverLog } from '../restic/mover-log.ts';
import { hasCompleted } from '../volsync/completed-sync.ts';
import { startedContainers, type StartedContainer } from '../mover/mover-pods.ts';

/** Whether a finished sync counts as ours. */
export type SyncVerdict =
  | { readonly kind: 'saved'; readonly snapshot: SavedSnapshot; readonly pointInTime: Date }
  | { readonly kind: 'empty' }
  /** It has copied the volume in a state from before the request. */
  | { readonly kind: 'old-copy'; readonly copiedAt: Date }
  | { readonly kind: 'no-evidence'; readonly message: string; readonly snapshot: SavedSnapshot | undefined };

/** What the finished sync is checked against. */
export interface SyncClaim extends SyncBegin {
  /** When the tag was set, on the server's clock. */
  readonly triggeredAt: Date | undefined;
  /** The id that VolSync had stored before; the same id again proves nothing. */
  readonly snapshotBefore: string | undefined;
}

/** Judges by evidence only: the snapshot's id in the mover's log, and the age of the copied data. */
export function verdictOn(
  end: SyncEnd & { kind: 'ended' },
  claim: SyncClaim,
): SyncVerdict & Pick<SyncEvidence, 'jitterMs'> & { readonly unremoved: number } {
  const evidence = evidenceOf(end, claim);
  const { jitterMs, log } = evidence;
  return { ...judged(end, claim, evidence), jitterMs, unremoved: log?.unremoved ?? 0 };
}

function judged(end: SyncEnd & { kind: 'ended' }, claim: SyncClaim, evidence: SyncEvidence): SyncVerdict {
  const { log } = evidence;
  if (log?.isEmpty === true) return { kind: 'empty' };
  const snapshot = log && savedSnapshot(log);
  if (snapshot === undefined || snapshot.id === claim.snapshotBefore) {
    const message = "VolSync reports the sync complete, but the mover's log names no snapshot";
    return { kind: 'no-evidence', message, snapshot: undefined };
  }
  const { copiedAt, shownAt } = pointInTime(end, evidence);
  if (copiedAt === undefined || claim.triggeredAt === undefined) {
    const message = `snapshot ${snapshot.id} was saved, but whether it holds the current data is not known`;
    return { kind: 'no-evidence', message, snapshot };
  }
  if (isOlder(end, claim, copiedAt)) return { kind: 'old-copy', copiedAt };
  return { kind: 'saved', snapshot, pointInTime: shownAt ?? copiedAt };
}

/**
 * The time of the data, on the server's clock. With `Direct`, restic reads the volume itself: its pod was created no
 * later than that, and the pod's creation time is on the server's clock, while restic's start is on the node's.
 */
function pointInTime({ state, copy }: SyncEnd & { kind: 'ended' }, { pod, resticStartedAt }: SyncEvidence) {
  const { copyMethod } = state.source.spec?.restic ?? {};
  const isDirect = copyMethod === 'Direct' || copyMethod === 'None';
  return {
    copiedAt: dateOf((isDirect ? pod : copy)?.metadata.creationTimestamp),
    shownAt: isDirect ? resticStartedAt : undefined,
  };
}

/**
 * Both times are whole seconds. Within the same second, what existed before the patch is older, and the rest is not: no
 * sync was running when the tag was set, and only a running sync makes copies.
 */
function isOlder({ copy }: SyncEnd & { kind: 'ended' }, { triggeredAt, earlier }: SyncClaim, copiedAt: Date): boolean {
  if (triggeredAt !== undefined && copiedAt < triggeredAt) return true;
  return copy?.metadata.uid !== undefined && earlier.has(copy.metadata.uid);
}

/** The evidence of what a sync has done; undefined parts were not seen. */
interface SyncEvidence {
  readonly log: MoverLog | undefined;
  /** The successful pod, with the start of restic in it. */
  readonly pod: Pod | undefined;
  readonly resticStartedAt: Date | undefined;
  readonly jitterMs: number | undefined;
}

/**
 * The log of the successful pod as it was followed. If that was cut: what VolSync has stored, provided that it belongs
 * to this sync and that a Job of this sync was seen.
 */
function evidenceOf(end: SyncEnd & { kind: 'ended' }, begin: SyncBegin): SyncEvidence {
  const { pods } = end.state;
  const pod = pods.findLast(hasSucceeded) ?? pods.findLast(({ status }) => status?.phase !== 'Failed');
  if (pod === undefined) return { log: storedLog(end, begin), pod, resticStartedAt: undefined, jitterMs: undefined };
  const heard = end.heard.of(pod.metadata.name);
  return {
    log:
      heardLog(heard?.lines ?? []) ??
      storedLog(end, begin) ??
      (hasSucceeded(pod) ? readMoverLog(heard?.lines ?? []) : undefined),
    pod,
    resticStartedAt: dateOf(ownContainer(pod)?.startedAt),
    jitterMs: jitterMs(pod, heard?.sleepSeconds),
  };
}

/** A log that was followed to its last line. */
function heardLog(lines: readonly string[]): MoverLog | undefined {
  const log = readMoverLog(lines);
  return log.isEmpty || (log.snapshot !== undefined && log.seconds !== undefined) ? log : undefined;
}

function hasSucceeded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || ownContainer(pod)?.terminated?.exitCode === 0;
}

function ownContainer(pod: Pod): StartedContainer | undefined {
  return startedContainers(pod).find(({ name }) => name === moverContainer);
}

function storedLog({ state }: SyncEnd & { kind: 'ended' }, begin: SyncBegin): MoverLog | undefined {
  const { latestMoverStatus } = state.source.status ?? {};
  const isOfThisSync = state.jobs.length > 0 && hasCompleted(state.source, begin.startedAt);
  if (!isOfThisSync || latestMoverStatus?.result !== 'Successful') return undefined;
  return readMoverLog(latestMoverStatus.logs ?? '');
}

/** The announced delay, else how long a container of that name has run. */
function jitterMs(pod: Pod, sleepSeconds: number | undefined): number | undefined {
  if (sleepSeconds !== undefined) return sleepSeconds * 1000;
  const jitter = startedContainers(pod).find(({ name }) => name === 'jitter');
  const [begin, end] = [dateOf(jitter?.startedAt), dateOf(jitter?.terminated?.finishedAt)];
  return begin && end && end.getTime() - begin.getTime();
}
