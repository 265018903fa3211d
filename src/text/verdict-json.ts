import type { AppVerdict, VerifyReport } from '../repository/verify-result.ts';
import type { ListedRepository } from '../restic/listing.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { failureDocument } from './failure.ts';
import { rfc3339 } from './rfc3339.ts';
import { objectName, sourceType } from './object-name.ts';

/** JSON document of the result of `verify`. */
export function verifyDocument(report: VerifyReport) {
  const { depth, apps, repositories, failures, outcome, time, tookMs, pods } = report;
  return {
    schema: 'volsyncctl/verify/v1',
    depth,
    outcome,
    time: rfc3339(time),
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
    apps: apps.map(verdictDocument),
    repositories: repositories?.map(listedDocument),
    failures: failures.map(failureDocument),
  };
}

/** Output of `-o name`. */
export function verifyNames({ apps }: VerifyReport, isAll = false): readonly string[] {
  return apps.map((app) => objectName(sourceType, app, isAll));
}

/** JSON document of a snapshot, with the time of its data if given; sizes in bytes. */
export function snapshotDocument(snapshot: Snapshot, dataTime?: Date) {
  const { id, time, host, paths, parent, original, summary } = snapshot;
  const { backupStart, ...counts } = summary ?? {};
  return {
    ...{ id, time: rfc3339(time), dataTime: rfc3339(dataTime), host, paths, parent, original, ...counts },
    backupStart: rfc3339(backupStart),
  };
}

/** JSON document of the verdict on one app. */
export function verdictDocument(app: AppVerdict) {
  const { namespace, name, verdict, reason, message, details, hint, newest, dataTime, seenAt, listed } = app;
  return {
    ...{ namespace, name, verdict, reason, message, details, hint },
    ...{ promised: app.promised, repository: app.repository, warnings: app.warnings },
    snapshotCount: app.snapshots,
    newest: newest && snapshotDocument(newest, dataTime),
    listed: listed && listedDocument(listed),
    seenAt: rfc3339(seenAt),
  };
}

function listedDocument({ newest, oldestLock, snapshots, ids, ...repository }: ListedRepository) {
  return {
    ...repository,
    snapshotCount: snapshots,
    snapshotIds: ids,
    newestTime: rfc3339(newest),
    oldestLock: rfc3339(oldestLock),
  };
}
