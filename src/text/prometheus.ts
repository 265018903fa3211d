import { plain } from '../foreign-text.ts';

/** One metric: its name, which ends with the unit, its meaning, and its series. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly series: readonly Series[];
}

/** One value; an `undefined` value has no series: 0 would be a claim. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | undefined;
}

/**
 * Metrics in Prometheus' text format, as node_exporter's textfile collector reads it. prom-client keeps counters for a
 * scraped server; for a report that is written once it would only join these lines, and double the loaded code.
 */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics.map(metricText).join('');
}

/**
 * A label with a closed list of values, in the style of kube-state-metrics: 1 for the present value, 0 for the others.
 */
export function stateSeries<S extends string>(
  labels: Series['labels'],
  { name, states, state }: { readonly name: string; readonly states: readonly S[]; readonly state: S },
): readonly Series[] {
  return states.map((one) => ({ labels: { ...labels, [name]: one }, value: one === state ? 1 : 0 }));
}

/** A time in Unix seconds; rounding never makes data younger. */
export function unixSeconds(moment: Date | undefined): number | undefined {
  return moment === undefined ? undefined : Math.floor(moment.getTime() / 1000);
}

/** How a run ended, whatever its result; `time` is when. */
export function runMetrics(command: string, exitCode: number, time: Date): readonly Metric[] {
  const of = (value: number | undefined) => [{ labels: { command }, value }];
  return [
    {
      name: 'volsyncctl_run_timestamp_seconds',
      help: 'When the last run of this command ended, in Unix time.',
      series: of(unixSeconds(time)),
    },
    {
      name: 'volsyncctl_run_exit_code',
      help: 'Exit code of the last run of this command: 0 ok, 9 unprotected, 10 unknown; 1 to 8 and above 128, it could not look at everything.',
      series: of(exitCode),
    },
  ];
}

/** Two series with the same labels would make the collector reject the whole file. */
function metricText({ name, help, series }: Metric): string {
  const lines = series.flatMap(({ labels, value }) =>
    value === undefined || !Number.isFinite(value) ? [] : [[`${name}{${labelsText(labels)}}`, value] as const],
  );
  if (lines.length === 0) return '';
  const values = [...new Map(lines.toReversed())].reverse().map(([key, value]) => `${key} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${values.join('')}`;
}

function labelsText(labels: Series['labels']): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}

/** A label value may contain anything but these three characters. */
function escaped(value: string): string {
  return plain(value.toWellFormed()).replace(/[\\"\n]/g, (character) =>
    character === '\n' ? String.raw`\n` : `\\${character}`,
  );
}
