import { exitCodes } from '../../errors.ts';
import type { AppVerdict, VerifyReport } from '../../repository/verify-result.ts';
import {
  prometheusText,
  runMetrics,
  stateSeries,
  unixSeconds,
  type Metric,
  type Series,
} from '../../text/prometheus.ts';
import { metricsInContexts } from '../../text/context-metrics.ts';
import type { ContextRun } from '../../text/context-runs.ts';
import { verdictsFromWorst } from '../../volsync/verdict.ts';

/** The verdicts of `verify` as Prometheus metrics. */
export function verifyPrometheus(report: VerifyReport): string {
  return prometheusText([
    ...verifyMetrics(report.apps),
    ...runMetrics('verify', exitCodes[report.outcome], report.time),
  ]);
}

/** The same for several contexts, each series with its context. */
export function verifyContextsPrometheus(
  runs: readonly ContextRun<VerifyReport>[],
  { outcome, time }: Pick<VerifyReport, 'outcome' | 'time'>,
): string {
  return prometheusText([
    ...metricsInContexts(runs, ({ apps }) => verifyMetrics(apps)),
    ...runMetrics('verify', exitCodes[outcome], time),
  ]);
}

function verifyMetrics(apps: readonly AppVerdict[]): readonly Metric[] {
  const each = (name: string, help: string, value: (app: AppVerdict) => number | undefined): Metric => ({
    name: `volsyncctl_verify_${name}`,
    help,
    series: apps.map((app) => ({ labels: labelsOf(app), value: value(app) })),
  });
  return [
    {
      name: 'volsyncctl_verify_verdict',
      help: 'Whether the app is proven to be backed up: 1 for its verdict, 0 for the others.',
      series: apps.flatMap((app) =>
        stateSeries(labelsOf(app), { name: 'verdict', states: verdictsFromWorst, state: app.verdict }),
      ),
    },
    {
      name: 'volsyncctl_verify_problem_info',
      help: 'Why the app is not protected; 1 where it is not.',
      series: apps.flatMap(problem),
    },
    each('warnings', 'Warnings about the backup, whatever the verdict.', ({ warnings }) => warnings.length),
    each('snapshots', 'Snapshots of the app in its repository.', ({ snapshots }) => snapshots),
    each(
      'data_timestamp_seconds',
      'The moment that the data of the newest snapshot is of, in Unix time; absent where it is not proven that there is any.',
      (app) => (hasData(app) ? unixSeconds(app.dataTime) : undefined),
    ),
    each('data_size_bytes', 'Size of the files of the newest snapshot, before compression.', (app) =>
      hasData(app) ? app.newest?.summary?.bytes : undefined,
    ),
    each('data_files', 'Files in the newest snapshot.', (app) =>
      hasData(app) ? app.newest?.summary?.files : undefined,
    ),
    each('seen_timestamp_seconds', 'When the repository was looked into, in Unix time.', ({ seenAt }) =>
      unixSeconds(seenAt),
    ),
  ];
}

function problem(app: AppVerdict): readonly Series[] {
  const { verdict, reason } = app;
  return reason === undefined ? [] : [{ labels: { ...labelsOf(app), verdict, reason }, value: 1 }];
}

/**
 * In all other cases the newest snapshot may be empty, damaged or another app's, and its age would look like that of a
 * backup.
 */
function hasData({ verdict, reason }: AppVerdict): boolean {
  return verdict === 'protected' || (verdict === 'unprotected' && reason === 'stale');
}

/** The labels of VolSync's own metrics: `namespace` would be that of the target that Prometheus scrapes. */
function labelsOf({ namespace, name }: AppVerdict): Series['labels'] {
  return { obj_namespace: namespace, obj_name: name };
}
