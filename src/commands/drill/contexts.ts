import { exitCodes, Failure } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { styleFor } from '../../cli/color.ts';
import type { Io, Output } from '../../cli/io.ts';
import {
  furtherInContexts,
  inEachContext,
  type AskedInContexts,
  type ContextPorts,
} from '../../cli/kube-contexts/in-each-context.ts';
import { namesIn, reportFailures, typedAdviceIn, typedCommandIn } from '../../cli/kube-contexts/shown.ts';
import { present, withoutPassed } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { markdownInContexts } from '../../text/context-markdown.ts';
import { examined, outcomeOfRuns, type ContextRun } from '../../text/context-runs.ts';
import { junitSuitesIn, junitText } from '../../text/junit.ts';
import { countText } from '../../text/size.ts';
import { drillInContexts, drillNames, drillPlanInContexts } from './json.ts';
import { drillSuite } from './junit.ts';
import { drill, settledReport } from './operation/drill.ts';
import type { DrillPlan, DrillReport } from './operation/plan.ts';
import { planDrills } from './operation/plan-drills.ts';
import { refusedWithoutTerminal, type DrillViewOptions } from './run.ts';
import { drillQuestion, renderDrillPlan } from './text/plan.ts';
import { drillMarkdown, renderDrillContexts } from './text/report.ts';

/** The plan for one cluster, and the results that are known without a drill. */
interface PlannedContext {
  readonly cluster: Cluster;
  readonly plan: DrillPlan;
  readonly settled: DrillReport;
}

type Plans = readonly ContextRun<PlannedContext>[];

/** Plans drills in several contexts, asks once for confirmation, runs them concurrently, and returns the exit code. */
export async function showDrillContexts(io: Io, asked: AskedInContexts, options: DrillViewOptions): Promise<number> {
  const begunAt = io.now().getTime();
  const { color } = options;
  const clusters = countText(asked.contexts.length, 'cluster');
  const reading = { what: `reading the repositories of ${clusters}`, color };
  if (options.isConfirmed && !options.isDryRun) {
    const runs = await drillAtOnce(io, asked, options);
    return show(io, runs, { ...options, begunAt, plans: undefined });
  }
  const plans: Plans = await inEachContext(io, asked, reading, async ({ cluster, target }, ports) => {
    const plan = await planIn(target, options, ports);
    return { cluster, plan, settled: settledReport(plan) };
  });
  if (options.isDryRun) return show(io, settledOf(plans), { ...options, begunAt, plans });
  if (drillsOf(plans).length === 0) return show(io, settledOf(plans), { ...options, begunAt, plans: undefined });
  await confirmed(io, plans, options);
  const drilling = { what: `drilling in ${countText(examined(plans).length, 'cluster')}`, color };
  const further = { runs: plans, command: 'drill' };
  const runs = await furtherInContexts(io, further, drilling, ({ plan }, ports) => drill(plan, ports));
  return show(io, runs, { ...options, begunAt, plans: undefined });
}

/** Without a prompt, no cluster waits for another. */
async function drillAtOnce(
  io: Io,
  asked: AskedInContexts,
  options: DrillViewOptions,
): Promise<readonly ContextRun<DrillReport>[]> {
  const shown = { what: `drilling in ${countText(asked.contexts.length, 'cluster')}`, color: options.color };
  return inEachContext(io, asked, shown, async ({ context, target }, ports, say) => {
    const plan = await planIn(target, options, ports);
    if (plan.drills.length > 0 && io.isQuiet !== true) say(planText(io, io.stderr, { context, plan }, options));
    return drill(plan, ports);
  });
}

async function planIn(target: SelectedApps, options: DrillViewOptions, ports: ContextPorts): Promise<DrillPlan> {
  const plan = await planDrills(target, options.drill, ports);
  const [first] = plan.failures;
  const isEmpty = plan.drills.length + plan.settled.length === 0;
  if (isEmpty && plan.failures.length === 1 && first !== undefined) throw first;
  return plan;
}

function settledOf(plans: Plans): readonly ContextRun<DrillReport>[] {
  return plans.map((run) => ('result' in run ? { context: run.context, result: run.result.settled } : run));
}

function drillsOf(plans: Plans): DrillPlan['drills'] {
  return examined(plans).flatMap(({ result }) => result.plan.drills);
}

async function confirmed(io: Io, plans: Plans, options: DrillViewOptions): Promise<void> {
  if (!io.canPrompt) throw refusedWithoutTerminal(drillsOf(plans).length);
  io.stderr.write(plansText(io, io.stderr, plans, options));
  reportFailures(io, plans, () => [], { output: 'name', color: options.color });
  const contexts = examined(plans).flatMap(({ context, result }) => (result.plan.drills.length > 0 ? [context] : []));
  // For a single cluster, its name is added to the prompt elsewhere.
  const question = drillQuestion({ drills: drillsOf(plans) }, io.clusterName === undefined ? contexts : []);
  if (!(await io.prompts.confirm(question))) throw new Failure('interrupted', 'Nothing was changed.');
}

function plansText(io: Io, output: Output, plans: Plans, options: DrillViewOptions): string {
  return examined(plans)
    .map(({ context, result: { plan } }) => planText(io, output, { context, plan }, options))
    .join('');
}

function planText(
  io: Io,
  output: Output,
  { context, plan }: { readonly context: string; readonly plan: DrillPlan },
  { color }: DrillViewOptions,
): string {
  const view = { style: styleFor(io, output, color), columns: output.isTerminal ? output.columns : undefined };
  return typedAdviceIn(io)(context, renderDrillPlan(plan, { ...view, clusterName: context }));
}

interface ShownRuns extends DrillViewOptions {
  readonly begunAt: number;
  /** For a dry run. */
  readonly plans: Plans | undefined;
}

async function show(io: Io, runs: readonly ContextRun<DrillReport>[], options: ShownRuns): Promise<number> {
  const { color, plans, begunAt } = options;
  const outcome = outcomeOfRuns(runs, (report) => report.outcome);
  const time = io.now();
  const whole = { outcome, time, tookMs: time.getTime() - begunAt };
  const view = {
    style: styleFor(io, io.stdout, color),
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
    ...{ typedIn: typedAdviceIn(io), tookMs: whole.tookMs },
  };
  await present(io, options.output, {
    document: plans === undefined ? drillInContexts(runs, whole) : drillPlanInContexts(plans, whole),
    names:
      plans === undefined
        ? namesIn(runs, ({ apps }) => drillNames(apps, true))
        : namesIn(plans, ({ plan }) =>
            drillNames(
              plan.drills.map(({ app }) => app),
              true,
            ),
          ),
    text: () =>
      (plans === undefined ? '' : plansText(io, io.stdout, plans, options)) +
      renderDrillContexts(io.isQuiet === true ? withoutPassedIn(runs) : runs, view),
    isPassed: plans === undefined && outcome === 'ok',
    junit: () => junitText(junitSuitesIn(runs, { command: 'drill', time }, drillSuite)),
    markdown: () => markdownInContexts(runs, { command: 'drill', typedIn: typedCommandIn(io) }, drillMarkdown),
  });
  reportFailures(io, runs, ({ failures }) => failures, options);
  return exitCodes[outcome];
}

function withoutPassedIn(runs: readonly ContextRun<DrillReport>[]): readonly ContextRun<DrillReport>[] {
  return runs.map((run) => ('result' in run ? { ...run, result: withoutPassed(run.result) } : run));
}
