import { failureDocument } from '../../text/failure.ts';
import { objectName, sourceType } from '../../text/object-name.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { snapshotDocument } from '../../text/verdict-json.ts';
import type { DrillPlan, DrillReport, DrillResult, PlannedDrill } from './operation/plan.ts';
import { bytesPerSecond } from './text/figures.ts';

/** The result of `drill` as scripts read it. */
export function drillDocument(report: DrillReport) {
  const { apps, failures, outcome, time, tookMs, pods } = report;
  return {
    schema: 'volsyncctl/drill/v1',
    isDryRun: false,
    outcome,
    time: rfc3339(time),
    tookSeconds: seconds(tookMs),
    pods,
    apps: apps.map(resultDocument),
    failures: failures.map(failureDocument),
  };
}

/** What would be done, and what is settled already. */
export function drillPlanDocument(plan: DrillPlan, report: DrillReport) {
  return { ...drillDocument(report), isDryRun: true, planned: plan.drills.map(plannedDocument) };
}

/** What `-o name` prints. */
export function drillNames(
  apps: readonly Pick<DrillResult, 'namespace' | 'name'>[],
  isAll: boolean,
): readonly string[] {
  return apps.map((app) => objectName(sourceType, app, isAll));
}

function plannedDocument({ app, chosen, chosenAt, claim, timeoutMs }: PlannedDrill) {
  return {
    ...app,
    snapshot: snapshotDocument(chosen.snapshot, chosen.dataTime),
    chosenAt: rfc3339(chosenAt),
    restoreAsOf: chosen.restoreAsOf,
    repository: chosen.address,
    claim: claim.metadata.name,
    claimSpec: claim.spec,
    timeoutSeconds: timeoutMs / 1000,
    warnings: chosen.ownership?.warnings ?? [],
  };
}

function resultDocument(result: DrillResult) {
  const { namespace, name, verdict, outcome, reason, message, details, hint } = result;
  const { chosen, chosenAt, restored, check, left, evidence, tookMs } = result;
  return {
    ...{ namespace, name, verdict, outcome, reason, message, details, hint },
    warnings: chosen?.ownership?.warnings ?? [],
    repository: chosen?.address,
    snapshot: chosen && snapshotDocument(chosen.snapshot, chosen.dataTime),
    chosenAt: rfc3339(chosenAt),
    restored: restored && restoredDocument(result),
    check: check && checkDocument(check),
    leftovers: left,
    recorded: { kind: evidence.kind, details: evidence.kind === 'not-written' ? [evidence.why] : undefined },
    tookSeconds: seconds(tookMs),
  };
}

function restoredDocument(result: DrillResult) {
  const { restored } = result;
  if (restored === undefined) return undefined;
  const { snapshotId, entries, bytes, destination, claim, moverMs, waitedMs } = restored;
  const rate = bytesPerSecond(result);
  return {
    ...{ snapshotId, entryCount: entries, bytes },
    ...{ destination: destination.name, claim },
    moverSeconds: moverMs === undefined ? undefined : seconds(moverMs),
    waitedSeconds: seconds(waitedMs),
    bytesPerSecond: rate === undefined ? undefined : Math.round(rate),
  };
}

function checkDocument(check: NonNullable<DrillResult['check']>) {
  if (check.kind === 'same') {
    return { kind: check.kind, entryCount: check.entries, attributeCount: check.attributes };
  }
  return { kind: check.kind, details: check.kind === 'unknown' ? check.why : undefined };
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
