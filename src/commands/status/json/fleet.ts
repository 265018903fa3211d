import { drillRecordDocument } from '../../../text/drill.ts';
import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import { lastDataTime } from '../../../volsync/data-time.ts';
import { drillRecordOf } from '../../../volsync/drill-record.ts';
import type { DocumentContexts } from '../../../text/context-runs.ts';
import type { FleetStatus } from '../judgement/fleet.ts';
import { goDurationMs } from '../../../go-duration.ts';
import type { Problem } from '../../../volsync/problem.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { syncingSince, type Replication } from '../../../volsync/sync-state.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import { worstLevel, type WorstLevel, type State } from '../text/state-labels.ts';
import { objectName } from '../../../text/object-name.ts';

type Item = SourceStatus | DestinationStatus;

/** JSON document of a fleet. Counts are for everything, even if only problems are listed. */
export function statusDocument(
  fleet: FleetStatus,
  onlyProblems: boolean,
  { context, contexts }: DocumentContexts = {},
) {
  const isListed = ({ problems }: Item) => !onlyProblems || problems.length > 0;
  return {
    schema: 'volsyncctl/status/v1',
    time: rfc3339(fleet.time),
    counts: { sources: countsOf(fleet.sources), destinations: countsOf(fleet.destinations) },
    sources: fleet.sources.filter(isListed).map((source) => ({ context, ...sourceDocument(source) })),
    destinations: fleet.destinations.filter(isListed).map((one) => ({ context, ...destinationDocument(one) })),
    unread: fleet.gaps.map((gap) => ({ context, ...gap })),
    /** Unfinished in-place restores whose ReplicationSource is gone. */
    openRestores: fleet.openWithoutSource.map(({ namespace, app, claim }) => ({ context, namespace, app, claim })),
    contexts,
  };
}

/** Output of `-o name`. */
export function statusNames(fleet: FleetStatus, onlyProblems: boolean, isAll = false): readonly string[] {
  const named = (kind: string, items: readonly Item[]) =>
    items
      .filter(({ problems }) => !onlyProblems || problems.length > 0)
      .map(({ object }) => objectName(`${kind}.volsync.backube`, object.metadata, isAll));
  return [...named('replicationsource', fleet.sources), ...named('replicationdestination', fleet.destinations)];
}

function countsOf(items: readonly Item[]) {
  const levels: Record<WorstLevel, number> = { ok: 0, unknown: 0, warning: 0, bad: 0 };
  const states: Partial<Record<State, number>> = {};
  for (const { problems, state } of items) {
    levels[worstLevel(problems)] += 1;
    states[state] = (states[state] ?? 0) + 1;
  }
  return { total: items.length, levels, states };
}

/** JSON document of one source. */
export function sourceDocument(source: SourceStatus) {
  const { object, lastSync, freshness } = source;
  return {
    ...common(source),
    sourcePVC: object.spec?.sourcePVC,
    copyMethod: object.spec?.restic?.copyMethod,
    lastSync: { ...documentOfLast(object, lastSync), dataTime: rfc3339(lastDataTime(object)) },
    freshness:
      freshness.verdict === 'unknown'
        ? { verdict: freshness.verdict, reason: freshness.why }
        : { verdict: freshness.verdict, dueBy: rfc3339(freshness.dueBy) },
    drill: drillRecordDocument(drillRecordOf(object)),
  };
}

/** JSON document of one destination. */
export function destinationDocument(destination: DestinationStatus) {
  const { object, lastRestore } = destination;
  return {
    ...common(destination),
    copyMethod: object.spec?.restic?.copyMethod,
    latestImage: object.status?.latestImage,
    lastRestore: documentOfLast(object, lastRestore),
  };
}

function common({ object, state, since, problems, mover, trigger, nextSync }: Item) {
  return {
    namespace: object.metadata.namespace,
    name: object.metadata.name,
    state,
    level: worstLevel(problems),
    since: rfc3339(since),
    problems: problems.map(problemDocument),
    mover,
    trigger,
    isPaused: object.spec?.paused === true,
    syncingSince: rfc3339(syncingSince(object)),
    nextSync: rfc3339(nextSync),
  };
}

function problemDocument({ reason, level, message, cause, details, hint }: Problem) {
  return { reason, level, cause, message, details, hint };
}

function documentOfLast(object: Replication, last: SourceStatus['lastSync'] | DestinationStatus['lastRestore']) {
  const durationMs = goDurationMs(object.status?.lastSyncDuration);
  return {
    result: last.kind,
    time: last.kind === 'none' ? undefined : rfc3339(last.at),
    durationSeconds: durationMs === undefined ? undefined : Math.round(durationMs) / 1000,
    snapshotId: 'snapshot' in last ? last.snapshot : undefined,
  };
}
