import { contextsListed, examined, type ContextRun, type DocumentContexts } from '../../text/context-runs.ts';
import { failureDocument } from '../../text/failure.ts';
import { objectName, sourceType } from '../../text/object-name.ts';
import { rfc3339 } from '../../text/rfc3339.ts';
import { snapshotDocument } from '../../text/verdict-json.ts';
import type { DrillPlan, DrillReport, DrillResult, PlannedDrill } from './operation/plan.ts';
import { bytesPerSecond } from './text/figures.ts';

/** JSON document of the result of `drill`. */
export function drillDocument(report: DrillReport, { context, contexts }: DocumentContexts = {}) {
  const { apps, failures, outcome, time, tookMs, pods } = report;
  return {
    schema: 'volsyncctl/drill/v1',
    isDryRun: false,
    outcome,
    time: rfc3339(time),
    tookSeconds: seconds(tookMs),
    pods: pods.map((pod) => ({ context, ...pod })),
    apps: apps.map((app) => ({ context, ...resultDocument(app) })),
    failures: failures.map((failure) => ({ context, ...failureDocument(failure) })),
    contexts,
  };
}

/** The plan, and the results that are already known. */
export function drillPlanDocument(plan: Pick<DrillPlan, 'drills'>, report: DrillReport, place: DocumentContexts = {}) {
  const { context } = place;
  return {
    ...drillDocument(report, place),
    isDryRun: true,
    planned: plan.drills.map((one) => ({ context, ...plannedDocument(one) })),
  };
}

/** The fields of a run over several contexts that belong to no single cluster. */
type WholeDrill = Pick<DrillReport, 'outcome' | 'time' | 'tookMs'>;

/** The results of several contexts as one document, each with its context. */
export function drillInContexts(
  runs: readonly ContextRun<DrillReport>[],
  whole: WholeDrill,
): ReturnType<typeof drillDocument> {
  const parts = examined(runs).map(({ context, result }) => drillDocument(result, { context }));
  const contexts = contextsListed(runs, ({ outcome }) => outcome);
  return {
    ...drillDocument({ ...whole, apps: [], failures: [], pods: [] }, { contexts }),
    pods: parts.flatMap(({ pods }) => pods),
    apps: parts.flatMap(({ apps }) => apps),
    failures: parts.flatMap(({ failures }) => failures),
  };
}

/** The planned drills in several contexts. */
export function drillPlanInContexts(
  runs: readonly ContextRun<{ readonly plan: DrillPlan; readonly settled: DrillReport }>[],
  whole: WholeDrill,
): ReturnType<typeof drillPlanDocument> {
  const settled = runs.map((run) => ('result' in run ? { ...run, result: run.result.settled } : run));
  const parts = examined(runs).map(({ context, result: { plan, settled: report } }) =>
    drillPlanDocument(plan, report, { context }),
  );
  return { ...drillInContexts(settled, whole), isDryRun: true, planned: parts.flatMap(({ planned }) => planned) };
}

/** Output of `-o name`. */
export function drillNames(
  apps: readonly Pick<DrillResult, 'namespace' | 'name'>[],
  isAll: boolean,
): readonly string[] {
  return apps.map((app) => objectName(sourceType, app, isAll));
}

function plannedDocument({ app, chosen, chosenAt, claim, timeoutMs, checkCommand }: PlannedDrill) {
  return {
    ...app,
    snapshot: snapshotDocument(chosen.snapshot, chosen.dataTime),
    chosenAt: rfc3339(chosenAt),
    restoreAsOf: chosen.restoreAsOf,
    repository: chosen.address,
    claim: claim.metadata.name,
    claimSpec: claim.spec,
    timeoutSeconds: timeoutMs / 1000,
    checkCommand: checkCommand && {
      command: checkCommand.command,
      image: checkCommand.image,
      isWritable: checkCommand.isWritable,
      timeoutSeconds: checkCommand.timeoutMs / 1000,
    },
    warnings: chosen.ownership?.warnings ?? [],
  };
}

function resultDocument(result: DrillResult) {
  const { namespace, name, verdict, outcome, reason, message, details, hint } = result;
  const { chosen, chosenAt, restored, check, checkCommand, left, evidence, tookMs } = result;
  return {
    ...{ namespace, name, verdict, outcome, reason, message, details, hint },
    warnings: chosen?.ownership?.warnings ?? [],
    repository: chosen?.address,
    snapshot: chosen && snapshotDocument(chosen.snapshot, chosen.dataTime),
    chosenAt: rfc3339(chosenAt),
    restored: restored && restoredDocument(result),
    check: check && checkDocument(check),
    checkCommand: checkCommand && {
      exitCode: checkCommand.exitCode,
      details: checkCommand.lines,
      tookSeconds: seconds(checkCommand.tookMs),
    },
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
