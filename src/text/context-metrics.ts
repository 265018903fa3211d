import { examined, type ContextRun } from './context-runs.ts';
import type { Metric } from './prometheus.ts';

/** The metrics of several contexts, each series with its context, and whether each cluster could be examined. */
export function metricsInContexts<T>(
  runs: readonly ContextRun<T>[],
  metricsOf: (result: T) => readonly Metric[],
): readonly Metric[] {
  const all = examined(runs).flatMap(({ context, result }) =>
    metricsOf(result).map((metric) => ({
      ...metric,
      series: metric.series.map(({ labels, value }) => ({ labels: { context, ...labels }, value })),
    })),
  );
  const byName = Map.groupBy(all, ({ name }) => name);
  return [
    ...[...byName.values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [{ ...first, series: [first, ...others].flatMap(({ series }) => series) }],
    ),
    {
      name: 'volsyncctl_context_examined',
      help: 'Whether the cluster of a context could be examined: 1 if so, else 0.',
      series: runs.map((run) => ({ labels: { context: run.context }, value: 'failure' in run ? 0 : 1 })),
    },
  ];
}
