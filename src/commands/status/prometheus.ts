import type { DestinationStatus } from '../../volsync/destination-state.ts';
import { goDurationMs } from '../../go-duration.ts';
import { lastDataTime } from '../../volsync/data-time.ts';
import { drillRecordOf } from '../../volsync/drill-record.ts';
import type { SourceStatus } from '../../volsync/source-state.ts';
import {
  prometheusText,
  runMetrics,
  stateSeries,
  unixSeconds,
  type Metric,
  type Series,
} from '../../text/prometheus.ts';
import type { ContextRun } from '../../text/context-runs.ts';
import { metricsInContexts } from '../../text/context-metrics.ts';
import type { FleetStatus } from './judgement/fleet.ts';
import { worstLevel, levels } from './text/state-labels.ts';

/** The label of VolSync's own metrics. */
type Role = 'source' | 'destination';
interface Item {
  readonly role: Role;
  readonly status: SourceStatus | DestinationStatus;
}

/** The state of a fleet as Prometheus metrics. */
export function statusPrometheus(
  fleet: FleetStatus,
  { exitCode, onlyProblems }: { readonly exitCode: number; readonly onlyProblems: boolean },
): string {
  return prometheusText([...fleetMetrics(fleet, onlyProblems), ...runMetrics('status', exitCode, fleet.time)]);
}

/** The same for several contexts, each series with its context. */
export function statusContextsPrometheus(
  runs: readonly ContextRun<{ readonly fleet: FleetStatus }>[],
  run: { readonly exitCode: number; readonly onlyProblems: boolean; readonly time: Date },
): string {
  return prometheusText([
    ...metricsInContexts(runs, ({ fleet }) => fleetMetrics(fleet, run.onlyProblems)),
    ...runMetrics('status', run.exitCode, run.time),
  ]);
}

function fleetMetrics(fleet: FleetStatus, onlyProblems: boolean): readonly Metric[] {
  const isListed = ({ problems }: Item['status']) => !onlyProblems || problems.length > 0;
  const sources = fleet.sources.filter(isListed);
  const items: readonly Item[] = [
    ...sources.map((status) => ({ role: 'source' as const, status })),
    ...fleet.destinations.filter(isListed).map((status) => ({ role: 'destination' as const, status })),
  ];
  return [
    ...judgements(items),
    ...times(items, sources),
    {
      name: 'volsyncctl_status_unread_info',
      help: 'A kind of object that could not be read; what would be wrong with it is not known.',
      series: fleet.gaps.map(({ kind, reason }) => ({ labels: { kind, reason }, value: 1 })),
    },
    {
      name: 'volsyncctl_status_open_restore_info',
      help: 'An unfinished in-place restore whose ReplicationSource is gone.',
      series: fleet.openWithoutSource.map(({ namespace, app }) => ({
        labels: { obj_namespace: namespace, obj_name: app },
        value: 1,
      })),
    },
  ];
}

function judgements(items: readonly Item[]): readonly Metric[] {
  return [
    {
      name: 'volsyncctl_status_level',
      help: 'How bad the worst problem is: 1 for its level, 0 for the others. Only verify proves that a backup exists.',
      series: items.flatMap((item) =>
        stateSeries(labelsOf(item), { name: 'level', states: levels, state: worstLevel(item.status.problems) }),
      ),
    },
    {
      name: 'volsyncctl_status_problem_info',
      help: 'A problem; 1 while it is there.',
      series: items.flatMap((item) =>
        item.status.problems.map(({ reason, level }) => ({ labels: { ...labelsOf(item), reason, level }, value: 1 })),
      ),
    },
  ];
}

function times(items: readonly Item[], sources: readonly SourceStatus[]): readonly Metric[] {
  const each = (name: string, help: string, value: (status: Item['status']) => number | undefined): Metric => ({
    name: `volsyncctl_status_${name}`,
    help,
    series: items.map((item) => ({ labels: labelsOf(item), value: value(item.status) })),
  });
  const ofSource = (name: string, help: string, value: (status: SourceStatus) => number | undefined): Metric => ({
    name: `volsyncctl_status_${name}`,
    help,
    series: sources.map((status) => ({ labels: labelsOf({ role: 'source', status }), value: value(status) })),
  });
  return [
    each(
      'last_sync_timestamp_seconds',
      'When the last sync or restore completed, in Unix time; it may have saved nothing.',
      (status) => unixSeconds(lastAt(status)),
    ),
    each('last_sync_duration_seconds', 'How long the last completed sync or restore took.', ({ object }) =>
      seconds(goDurationMs(object.status?.lastSyncDuration)),
    ),
    each(
      'next_sync_timestamp_seconds',
      'When the next sync starts, in Unix time; absent while one runs.',
      ({ nextSync }) => unixSeconds(nextSync),
    ),
    ofSource(
      'data_timestamp_seconds',
      "The moment that the data of the last sync is of, in Unix time; absent where the mover's log does not name a snapshot.",
      ({ object, lastSync }) => (lastSync.kind === 'backup' ? unixSeconds(lastDataTime(object)) : undefined),
    ),
    ofSource(
      'due_timestamp_seconds',
      'When the next sync has to be complete by the schedule, in Unix time.',
      ({ freshness }) => (freshness.verdict === 'unknown' ? undefined : unixSeconds(freshness.dueBy)),
    ),
    ofSource(
      'drill_data_timestamp_seconds',
      'The moment that the data is of which a drill has restored last, in Unix time; absent where none has.',
      ({ object }) => provenDataTime(object),
    ),
  ];
}

function provenDataTime(object: SourceStatus['object']): number | undefined {
  const proven = drillRecordOf(object)?.proven;
  return proven && unixSeconds(new Date(proven.dataTime));
}

function lastAt(status: Item['status']): Date | undefined {
  const last = 'lastSync' in status ? status.lastSync : status.lastRestore;
  return last.kind === 'none' ? undefined : last.at;
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms) / 1000;
}

function labelsOf({ role, status }: Item): Series['labels'] {
  const { namespace = '', name } = status.object.metadata;
  return { obj_namespace: namespace, obj_name: name, role };
}
