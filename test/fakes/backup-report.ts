import type { BackupReport, ReportedApp } from '../../src/commands/report/operation.ts';
import type { AppVerdict } from '../../src/repository/verify-result.ts';
import { hidden, stale, web } from './verify-report.ts';
import { wholeId } from './repository-objects.ts';

const time = new Date('2026-11-23T15:24:05Z');
const dayMs = 86_400_000;

/** One backup per day at 15:00:05. */
export function dailySnapshots(count: number): NonNullable<ReportedApp['snapshots']> {
  return Array.from({ length: count }, (_, index) => {
    const moment = new Date(Date.parse('2026-11-23T15:00:05Z') - index * dayMs);
    const summary = { files: 3, bytes: (count - index) * 1024, bytesAdded: 1, bytesStored: 1 };
    return { id: wholeId(moment.getTime().toString(16)), time: moment, dataTime: moment, isBackup: true, summary };
  });
}

/** An app with ten daily backups and no problems, with these changes. */
export function reportedApp(change: Partial<ReportedApp> = {}, verdict: Partial<AppVerdict> = {}): ReportedApp {
  return {
    verdict: { ...web, ...verdict },
    schedule: '0 15 * * *',
    nextSync: undefined,
    problems: [],
    drill: undefined,
    snapshots: dailySnapshots(10),
    missedRuns: [],
    ...change,
  };
}

/** One of each verdict, worst first; the first has a gap. */
export const threeApps: readonly ReportedApp[] = [
  reportedApp(
    { missedRuns: [{ since: new Date('2026-11-14T15:00:00Z'), until: new Date('2026-11-16T15:00:00Z'), count: 2 }] },
    stale,
  ),
  reportedApp({ snapshots: undefined, missedRuns: undefined }, hidden),
  reportedApp(),
];

export function backupReportOf(
  apps: readonly ReportedApp[] = threeApps,
  change: Partial<BackupReport> = {},
): BackupReport {
  const since = new Date(time.getTime() - 30 * dayMs);
  return { apps, failures: [], outcome: 'unprotected', time, since, tookMs: 4123, pods: [], ...change };
}
