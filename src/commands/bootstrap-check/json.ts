import type { UnprotectedClaim } from '../../volsync/unprotected-claims.ts';
import type { AppCheck, BootstrapReport } from './operation/check-result.ts';
import { exitCodes } from '../../errors.ts';
import type { Origin } from './judgement/bootstrap-origin.ts';
import type { Window } from './judgement/bootstrap-window.ts';
import type { VolumeState } from '../../volsync/bootstrap-volume.ts';
import { failureDocument } from '../../text/failure.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { triggeredAppDocument } from '../../text/trigger-json.ts';
import { snapshotDocument } from '../../text/verdict-json.ts';
import { objectName, sourceType } from '../../text/object-name.ts';

/** JSON document of the result of `bootstrap-check`. */
export function bootstrapCheckDocument(report: BootstrapReport) {
  const { apps, unprotectedClaims, notJudged, failures, outcome, isForRemoval, time, tookMs, pods } = report;
  return {
    schema: 'volsyncctl/bootstrap-check/v1',
    outcome,
    exitCode: exitCodes[outcome],
    isForRemoval,
    time: rfc3339(time),
    tookSeconds: seconds(tookMs),
    pods,
    apps: apps.map((app) => checkedAppDocument(app, time)),
    unprotectedClaims: unprotectedClaims?.map(claimDocument),
    notJudged,
    failures: failures.map(failureDocument),
  };
}

/** Output of `-o name`. */
export function bootstrapCheckNames(
  { apps, unprotectedClaims = [] }: BootstrapReport,
  isAll = false,
): readonly string[] {
  return [
    ...apps.map((app) => objectName(sourceType, app, isAll)),
    ...unprotectedClaims.map((claim) => objectName('persistentvolumeclaim', claim, isAll)),
  ];
}

/** Fields of a diagnosis that only matter while waiting; a check describes the present. */
const notWaiting = { canHeal: undefined, step: undefined, lock: undefined } as const;

/** JSON document of one app. */
export function checkedAppDocument(app: AppCheck, now: Date) {
  const { volume, origin, window, loss, next, newest, dataTime, wait, trigger, snapshots, notes, ...rest } = app;
  return {
    ...rest,
    ...notWaiting,
    snapshotCount: snapshots,
    warnings: notes,
    deployedAt: rfc3339(app.deployedAt),
    seenAt: rfc3339(app.seenAt),
    newest: newest && snapshotDocument(newest, dataTime),
    loss: {
      kind: loss.kind,
      since: loss.kind === 'since' ? rfc3339(loss.moment) : undefined,
      seconds: loss.kind === 'since' ? seconds(now.getTime() - loss.moment.getTime()) : undefined,
    },
    nextRestore: next.kind === 'restores' ? { ...next, snapshot: snapshotDocument(next.snapshot) } : next,
    volume: volumeDocument(volume),
    bootstrap: originDocument(origin),
    window: windowDocument(window),
    wait: wait && { kind: wait.kind, message: wait.message, waitedSeconds: seconds(wait.waitedMs) },
    triggered: trigger && triggeredAppDocument(trigger),
  };
}

function originDocument(origin: Origin) {
  switch (origin.kind) {
    case 'restored': {
      const { kind, destination, at, snapshot, snapshotTime } = origin;
      return { kind, destination, at: rfc3339(at), snapshotId: snapshot, snapshotTime: rfc3339(snapshotTime) };
    }
    case 'started-empty': {
      const { kind, destination, at, repository, address } = origin;
      return { kind, destination, at: rfc3339(at), repositoryState: repository, repository: address };
    }
    default:
      return origin;
  }
}

function volumeDocument(volume: VolumeState) {
  if (volume.kind === 'hidden' || volume.kind === 'absent') return volume;
  const { kind, name, createdAt } = volume;
  const common = { kind, name, createdAt: rfc3339(createdAt) };
  if (volume.kind === 'bound') return { ...common, since: rfc3339(volume.since) };
  return { ...common, waitsFor: { ...volume.link, ...notWaiting, since: rfc3339(volume.link.since) } };
}

function windowDocument(window: Window) {
  switch (window.kind) {
    case 'closed':
      return { kind: window.kind, first: snapshotDocument(window.first) };
    case 'open': {
      const { kind, since, closing } = window;
      const at = closing.kind === 'scheduled' ? rfc3339(closing.at) : undefined;
      const begun = 'since' in closing ? rfc3339(closing.since) : undefined;
      const { problem, ...how } = 'problem' in closing ? closing : { ...closing, problem: undefined };
      const shown = problem && { ...problem, ...notWaiting };
      return { kind, since: rfc3339(since), closing: { ...how, problem: shown, at, since: begun } };
    }
    default:
      return window;
  }
}

function claimDocument({ createdAt, size, storageClass, ...claim }: UnprotectedClaim) {
  return {
    ...claim,
    capacity: size,
    storageClassName: storageClass,
    verdict: 'unprotected',
    reason: 'not-backed-up',
    createdAt: rfc3339(createdAt),
  };
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
