import { failureDocument } from '../../text/failure.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { drillRecordDocument } from '../../text/drill.ts';
import { verdictDocument } from '../../text/verdict-json.ts';
import type { BackupReport, ReportedApp } from './operation.ts';

/** JSON document of the report. */
export function reportDocument(report: BackupReport) {
  const { apps, failures, outcome, time, since, tookMs, pods } = report;
  return {
    schema: 'volsyncctl/report/v1',
    outcome,
    time: rfc3339(time),
    since: rfc3339(since),
    tookSeconds: Math.round(tookMs / 100) / 10,
    pods,
    apps: apps.map(appDocument),
    failures: failures.map(failureDocument),
  };
}

function appDocument({ verdict, schedule, nextSync, problems, drill, snapshots, missedRuns }: ReportedApp) {
  return {
    ...verdictDocument(verdict),
    schedule,
    nextSync: rfc3339(nextSync),
    drill: drillRecordDocument(drill),
    problems: problems.map(({ reason, level, cause, message, details, hint }) => ({
      ...{ reason, level, cause, message },
      ...{ details, hint },
    })),
    snapshots: snapshots?.map(({ id, time, dataTime, isBackup, summary }) => ({
      ...{ id, time: rfc3339(time), dataTime: rfc3339(dataTime), isBackup },
      ...{ files: summary?.files, bytes: summary?.bytes },
    })),
    missedRuns: missedRuns?.map(({ since, until, count }) => ({ since: rfc3339(since), until: rfc3339(until), count })),
  };
}
