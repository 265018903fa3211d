import type { AppSnapshots, ListedSnapshot, SnapshotsReport } from '../../repository/snapshots-result.ts';
import { isMoverSnapshot } from '../../restic/snapshots.ts';
import type { RestoreChoice, RestoreSelector } from '../../volsync/restore-choice.ts';
import { isForeign } from '../../volsync/snapshot-origin.ts';
import { failureDocument } from '../../text/failure.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { snapshotDocument } from '../../text/verdict-json.ts';

/** JSON document of the result of `snapshots`. */
export function snapshotsDocument(report: SnapshotsReport, selector: RestoreSelector | undefined) {
  const { apps, failures, outcome, time, tookMs, pods } = report;
  return {
    schema: 'volsyncctl/snapshots/v1',
    outcome,
    time: rfc3339(time),
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
    wish: selector && { restoreAsOf: rfc3339(selector.asOf), previous: selector.previous },
    apps: apps.map(appDocument),
    failures: failures.map(failureDocument),
  };
}

/** Output of `-o name`: the full ids. */
export function snapshotNames({ apps }: SnapshotsReport): readonly string[] {
  return apps.flatMap((app) => (app.kind === 'seen' ? app.snapshots.map(({ id }) => id) : []));
}

function appDocument(app: AppSnapshots) {
  const { namespace, name, repository } = app;
  if (app.kind === 'hidden') return { namespace, name, repository, state: 'unknown', ...reasonOf(app.judgement) };
  const { snapshots, passedOver, total, sharedWith, seenAt, choice } = app;
  return {
    namespace,
    name,
    repository,
    state: 'seen',
    seenAt: rfc3339(seenAt),
    sharedWith,
    passedOver,
    total,
    snapshots: snapshots.map(listedDocument),
    choice: choice && choiceDocument(choice),
  };
}

/** JSON document of one snapshot. */
export function listedDocument(snapshot: ListedSnapshot) {
  return {
    ...snapshotDocument(snapshot, snapshot.dataTime),
    isVolSync: isMoverSnapshot(snapshot),
    previous: snapshot.previous,
    origin: snapshot.origin,
    isForeign: isForeign(snapshot.origin),
  };
}

function reasonOf({ reason, message, details, hint }: (AppSnapshots & { kind: 'hidden' })['judgement']) {
  return { reason, message, details, hint };
}

function choiceDocument(choice: RestoreChoice) {
  return choice.kind === 'chosen' ? { kind: choice.kind, id: choice.snapshot.id } : choice;
}
