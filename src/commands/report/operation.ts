import type { ForeignText } from '../../foreign-text.ts';
import { worstOutcome, type Failure, type Outcome } from '../../errors.ts';
import type { ObjectKey, Scope } from '../../kubernetes/cluster.ts';
import type { ClusterContext } from '../../kubernetes/context.ts';
import { rememberingPods } from '../../helper-pod/remembering-pods.ts';
import { judgeApps, type JudgedApps, type JudgeOptions } from '../../repository/judge-apps.ts';
import type { RepositoryPorts } from '../../repository/list-snapshots.ts';
import { reportingSource, sharingFacts } from '../../repository/sharing-sources.ts';
import type { AppVerdict } from '../../repository/verify-result.ts';
import { isMoverSnapshot, type Snapshot } from '../../restic/snapshots.ts';
import { findSources } from '../../sources/find-sources.ts';
import { reportOpenRestores } from '../../sources/open-restores.ts';
import { ownDataTime } from '../../volsync/data-time.ts';
import { drillRecordOf, type DrillRecord } from '../../volsync/drill-record.ts';
import { missedRuns, type MissedRuns } from '../../volsync/missed-runs.ts';
import type { Problem } from '../../volsync/problem.ts';
import { sharingApps } from '../../volsync/shared-repository.ts';
import { isForeign, snapshotOrigins } from '../../volsync/snapshot-origin.ts';
import { sourceStatus } from '../../volsync/source-state.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { byHarm } from '../../volsync/verdict.ts';

export interface ReportOptions extends Omit<JudgeOptions, 'command' | 'depth'> {
  /** The start of the time lines. */
  readonly since: Date;
}

/** A snapshot on the time line of an app. */
export interface ReportedSnapshot extends Pick<Snapshot, 'id' | 'time' | 'summary'> {
  /** The time of its data; see data-time.ts. */
  readonly dataTime: Date;
  /** A completed sync of the app has saved it, or nothing speaks against that, and it is not known to be empty. */
  readonly isBackup: boolean;
}

/** An app from the point of view of the person who owns its backups. */
export interface ReportedApp {
  readonly verdict: AppVerdict;
  readonly schedule: ForeignText | undefined;
  /** Undefined while a sync runs, and if no schedule is in effect. */
  readonly nextSync: Date | undefined;
  /** Problems from its status in addition to the verdict, of the levels `bad` and `warning`. */
  readonly problems: readonly Problem[];
  /** Undefined without a drill of the app in its present form. */
  readonly drill: DrillRecord | undefined;
  /** Since the start of the time line, newest first; undefined if they were not read. */
  readonly snapshots: readonly ReportedSnapshot[] | undefined;
  /** Undefined if it cannot be determined what should exist, or whose the snapshots are. */
  readonly missedRuns: readonly MissedRuns[] | undefined;
}

/** All apps, worst first, and the time and helper pods that were needed. */
export interface BackupReport {
  readonly apps: readonly ReportedApp[];
  /** Apps that were named but do not exist. */
  readonly failures: readonly Failure[];
  readonly outcome: Outcome;
  readonly time: Date;
  readonly since: Date;
  readonly tookMs: number;
  readonly pods: readonly ObjectKey[];
}

export type ReportPorts = RepositoryPorts & ClusterContext<'exists'>;

/** Judges apps like `verify`, with the history in their repositories. Throws only if no app could be found. */
export async function backupReport(
  target: { readonly scope: Scope; readonly apps: readonly ObjectKey[] | undefined },
  options: ReportOptions,
  ports: ReportPorts,
): Promise<BackupReport> {
  const begunAt = ports.now().getTime();
  const pods: ObjectKey[] = [];
  const { chosen, around, failures } = await findSources(target, ports);
  reportOpenRestores(chosen, ports);
  const asked = { ...options, command: 'report', depth: { kind: 'snapshots' } } as const;
  const judged = await judgeApps({ chosen, around }, asked, rememberingPods(pods, ports));
  const time = ports.now();
  const apps = judged.apps
    .map((app) => reportedApp(app, judged, { since: options.since, time }))
    .toSorted((a, b) => byHarm(a.verdict, b.verdict));
  const outcomes = apps.map(({ verdict: { verdict } }): Outcome => (verdict === 'protected' ? 'ok' : verdict));
  const outcome = worstOutcome([...outcomes, ...failures.map(({ kind }) => kind)]);
  return { apps, failures, outcome, time, since: options.since, tookMs: time.getTime() - begunAt, pods };
}

function reportedApp(
  { verdict, repository }: JudgedApps['apps'][number],
  { seen, around }: JudgedApps,
  { since, time }: { readonly since: Date; readonly time: Date },
): ReportedApp {
  if (repository.kind === 'hidden')
    return { ...statusOf(repository.source, verdict, time), snapshots: undefined, missedRuns: undefined };
  const source = reportingSource(repository, around);
  const originOf = snapshotOrigins({ source, snapshots: repository.snapshots, around });
  const isShared = sharingApps(sharingFacts({ ...repository, source }, { seen, around })).length > 0;
  const snapshots = repository.snapshots.map((snapshot) => {
    const origin = originOf(snapshot);
    const isOwn =
      isMoverSnapshot(snapshot) && !isForeign(origin) && !['failed-mover', 'running-sync'].includes(origin.kind);
    const dataTime = ownDataTime(snapshot, { source, origin, isShared });
    return { ...snapshot, dataTime, isBackup: isOwn && snapshot.summary?.files !== 0 };
  });
  const dataTimes = snapshots.filter(({ isBackup }) => isBackup).map(({ dataTime }) => dataTime);
  const now = repository.time ?? time;
  return {
    ...statusOf(source, verdict, now),
    snapshots: snapshots.filter(({ dataTime }) => dataTime >= since),
    missedRuns: isShared ? undefined : missedRuns(source, { dataTimes, since, now }),
  };
}

function statusOf(
  object: ReplicationSource,
  verdict: AppVerdict,
  now: Date,
): Pick<ReportedApp, 'verdict' | 'schedule' | 'nextSync' | 'problems' | 'drill'> {
  const status = sourceStatus({ kind: 'replicationsource', object, mover: { kind: 'not-looked' }, now });
  const problems = status.problems.filter(({ level, reason }) => level !== 'unknown' && reason !== verdict.reason);
  return {
    verdict,
    schedule: object.spec?.trigger?.schedule,
    nextSync: status.nextSync,
    problems,
    drill: drillRecordOf(object),
  };
}
