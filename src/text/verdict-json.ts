import type { AppVerdict, VerifyReport } from '../repository/verify-result.ts';
import { contextsListed, examined, type ContextRun, type DocumentContexts, type InContext } from './context-runs.ts';
import type { ListedRepository } from '../restic/listing.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import { failureDocument } from './failure.ts';
import { rfc3339 } from './rfc3339.ts';
import { objectName, sourceType } from './object-name.ts';

/** JSON document of the result of `verify`. */
export function verifyDocument(report: VerifyReport, { context, contexts }: DocumentContexts = {}) {
  const { depth, apps, repositories, failures, outcome, time, tookMs, pods } = report;
  return {
    schema: 'volsyncctl/verify/v1',
    depth,
    outcome,
    time: rfc3339(time),
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods: pods.map((pod) => ({ context, ...pod })),
    apps: apps.map((app) => ({ context, ...verdictDocument(app) })),
    repositories: repositories?.map((one) => ({ context, ...listedDocument(one) })),
    failures: failures.map((failure) => ({ context, ...failureDocument(failure) })),
    contexts,
  };
}

/**
 * The results of several contexts as one document, each item with its context; `apps` in the order in which they are
 * shown.
 */
export function verifyInContexts(
  runs: readonly ContextRun<VerifyReport>[],
  {
    apps,
    ...run
  }: Pick<VerifyReport, 'outcome' | 'time' | 'tookMs'> & { readonly apps: readonly InContext<AppVerdict>[] },
): ReturnType<typeof verifyDocument> {
  const parts = examined(runs).map(({ context, result }) => verifyDocument(result, { context }));
  const whole = { depth: parts[0]?.depth ?? 'snapshots', apps: [], failures: [], pods: [], ...run };
  const repositories = parts.flatMap((part) => part.repositories ?? []);
  return {
    ...verifyDocument(whole, { contexts: contextsListed(runs, ({ outcome }) => outcome) }),
    pods: parts.flatMap(({ pods }) => pods),
    apps: apps.map(({ context, item }) => ({ context, ...verdictDocument(item) })),
    repositories: whole.depth === 'listing' ? repositories : undefined,
    failures: parts.flatMap(({ failures }) => failures),
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
    resumed: app.isEarlier,
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
