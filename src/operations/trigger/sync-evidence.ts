import type { Pod } from '../../kube/objects.ts';
import { readMoverLog, type MoverLog } from '../../restic/mover-log.ts';
import { hasCompleted } from '../../volsync/completed-sync.ts';
import { dateOf } from '../../volsync/sync-state.ts';
import { startedContainers, type StartedContainer } from '../logs/mover-pods.ts';
import type { SyncBegin, SyncEnd } from './follow-sync.ts';
import { moverContainer } from './sync-phase.ts';

/** What proves what a sync has done; undefined parts were not seen. */
export interface SyncEvidence {
  readonly log: MoverLog | undefined;
  /** The pod that did it, with the start of restic in it. */
  readonly pod: Pod | undefined;
  readonly resticStartedAt: Date | undefined;
  readonly jitterMs: number | undefined;
}

/**
 * The log of the pod that succeeded, as it was followed. Where that was cut off: what VolSync has stored, provided that
 * it is of this very sync and that a Job of this sync was seen.
 */
export function evidenceOf(end: SyncEnd & { kind: 'ended' }, begin: SyncBegin): SyncEvidence {
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

/** What it announced, else how long a container named so has run. */
function jitterMs(pod: Pod, sleepSeconds: number | undefined): number | undefined {
  if (sleepSeconds !== undefined) return sleepSeconds * 1000;
  const jitter = startedContainers(pod).find(({ name }) => name === 'jitter');
  const [begin, end] = [dateOf(jitter?.startedAt), dateOf(jitter?.terminated?.finishedAt)];
  return begin && end && end.getTime() - begin.getTime();
}
