import { exitCodes, Failure } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { styleFor } from '../../cli/color.ts';
import type { Io, Output } from '../../cli/io.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { present, withoutPassed } from '../../cli/output.ts';
import { withHelperPodProgress } from '../../cli/with-helper-pod-progress.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { renderFailure } from '../../text/failure.ts';
import { countText } from '../../text/size.ts';
import { drill, settledReport } from './operation/drill.ts';
import { planDrills } from './operation/plan-drills.ts';
import type { DrillOptions, DrillPlan, DrillReport } from './operation/plan.ts';
import { drillDocument, drillNames, drillPlanDocument } from './json.ts';
import { drillJunit } from './junit.ts';
import { drillMarkdown, renderDrill } from './text/report.ts';
import { drillQuestion, renderDrillPlan } from './text/plan.ts';

export interface DrillViewOptions extends GlobalOptions {
  readonly drill: DrillOptions;
  readonly isDryRun: boolean;
  /** Skips the confirmation. */
  readonly isConfirmed: boolean;
}

/** Plans drills, asks for confirmation, carries them out, shows the verdicts, and returns the exit code. */
export async function showDrill(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: DrillViewOptions,
): Promise<number> {
  const { color } = options;
  const plan = await withHelperPodProgress(io, cluster, { what: 'reading the repositories', color }, (ports) =>
    planDrills(chosen, options.drill, ports),
  );
  const isAll = chosen.scope.namespace === undefined;
  if (options.isDryRun) return showPlan(io, plan, isAll, options);
  if (plan.drills.length > 0) await confirmed(io, plan, options);
  const report =
    plan.drills.length > 0 || options.isConfirmed
      ? await withHelperPodProgress(io, cluster, { what: 'drilling', color }, (ports) => drill(plan, ports))
      : settledReport(plan);
  return show(io, report, isAll, options);
}

async function confirmed(io: Io, plan: DrillPlan, options: DrillViewOptions): Promise<void> {
  if (options.isConfirmed) {
    if (io.isQuiet !== true) io.stderr.write(renderDrillPlan(plan, planView(io, io.stderr, options)));
    return;
  }
  if (!io.canPrompt) throw refusedWithoutTerminal(plan.drills.length);
  io.stderr.write(renderDrillPlan(plan, planView(io, io.stderr, options)));
  if (!(await io.prompts.confirm(drillQuestion(plan)))) throw new Failure('interrupted', 'Nothing was changed.');
}

/** Nobody can confirm this many drills. */
export function refusedWithoutTerminal(drills: number): Failure {
  const what = countText(drills, 'scratch PVC');
  return new Failure('refused', `${what} would be made and filled, but there is no terminal to confirm it.`, {
    hint: 'check with --dry-run, then pass --yes',
  });
}

async function showPlan(io: Io, plan: DrillPlan, isAll: boolean, options: DrillViewOptions): Promise<number> {
  const settled = settledReport(plan);
  await present(io, options.output, {
    document: drillPlanDocument(plan, settled),
    names: drillNames(
      plan.drills.map(({ app }) => app),
      isAll,
    ),
    text: () =>
      `${renderDrillPlan(plan, planView(io, io.stdout, options))}${renderDrill(settled, viewOf(io, options))}`,
    junit: () => drillJunit(settled),
    markdown: () => drillMarkdown(settled),
  });
  tellFailures(io, settled, options);
  return exitCodes[settled.outcome];
}

async function show(io: Io, report: DrillReport, isAll: boolean, options: DrillViewOptions): Promise<number> {
  const [first] = report.failures;
  if (report.apps.length === 0 && report.failures.length === 1 && first !== undefined) throw first;
  await present(io, options.output, {
    document: drillDocument(report),
    names: drillNames(report.apps, isAll),
    text: () => renderDrill(io.isQuiet === true ? withoutPassed(report) : report, viewOf(io, options)),
    isPassed: report.outcome === 'ok',
    junit: () => drillJunit(report),
    markdown: () => drillMarkdown(report),
  });
  tellFailures(io, report, options);
  return exitCodes[report.outcome];
}

function tellFailures(io: Io, { failures }: DrillReport, { color }: GlobalOptions): void {
  for (const failure of failures) io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, color), io.stderr));
}

function planView(io: Io, output: Output, { color }: GlobalOptions) {
  const columns = output.isTerminal ? output.columns : undefined;
  return { style: styleFor(io, output, color), clusterName: io.clusterName, columns };
}

function viewOf(io: Io, { color }: GlobalOptions) {
  return {
    style: styleFor(io, io.stdout, color),
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
  };
}
