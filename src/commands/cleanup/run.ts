import { exitCodes, Failure } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import {
  cleanUp,
  dryRunReport,
  planAgain,
  planCleanup,
  type CleanupOptions,
  type CleanupPorts,
  type CleanupReport,
} from './operation/cleanup.ts';
import type { CleanupPlan } from './operation/leftover.ts';
import { cleanupDocument, cleanupNames } from './json.ts';
import { renderCleanup, type CleanupView } from './text.ts';
import { countText } from '../../text/size.ts';
import { styleFor } from '../../cli/color.ts';
import { timedContextOf } from '../../cli/context.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import type { Io, Output } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';

export interface CleanupViewOptions extends GlobalOptions {
  readonly cleanup: CleanupOptions;
  readonly isDryRun: boolean;
  /** Skips the confirmation. */
  readonly isConfirmed: boolean;
}

/** Finds leftovers, asks for confirmation, removes them, shows the result, and returns the exit code. */
export async function showCleanup(io: Io, cluster: Cluster, options: CleanupViewOptions): Promise<number> {
  const ports: CleanupPorts = {
    ...timedContextOf(io, cluster),
    now: () => cluster.serverTime(io.now()),
    creatorStateOf: (creator) => io.creatorStateOf(creator),
  };
  const plan = await planCleanup(options.cleanup, ports);
  const isIdle = plan.objects.every(({ decision }) => decision.action === 'leave');
  const report =
    options.isDryRun || isIdle
      ? { ...dryRunReport(plan, ports.now()), isDryRun: options.isDryRun }
      : await cleanUp(await confirmed(plan, io, ports, options), ports);
  await show(io, report, options);
  return exitCodes[report.outcome];
}

/** The plan that may be carried out. Hours may have passed between the question and the answer. */
async function confirmed(
  plan: CleanupPlan,
  io: Io,
  ports: CleanupPorts,
  options: CleanupViewOptions,
): Promise<CleanupPlan> {
  if (options.isConfirmed) return plan;
  const count = countText(plan.objects.filter(({ decision }) => decision.action === 'remove').length, 'object');
  const view = { ...viewOf(io, io.stderr, options), isWide: options.output === 'wide' };
  if (!io.canPrompt) {
    throw new Failure('refused', `${count} would be removed, but there is no terminal to confirm it.`, {
      hint: 'check with --dry-run, then pass --yes',
    });
  }
  io.stderr.write(renderCleanup(dryRunReport(plan, ports.now()), view));
  if (!(await io.prompts.confirm(`Remove ${count}?`))) throw new Failure('interrupted', 'Nothing was removed.');
  return planAgain(plan, options.cleanup, ports);
}

async function show(io: Io, report: CleanupReport, options: CleanupViewOptions): Promise<void> {
  await present(io, options.output, {
    document: cleanupDocument(report),
    names: cleanupNames(report, options.cleanup.scope.namespace === undefined),
    text: (isWide) => renderCleanup(report, { ...viewOf(io, io.stdout, options), isWide }),
  });
}

function viewOf(io: Io, output: Output, { color, cleanup }: CleanupViewOptions): Omit<CleanupView, 'isWide'> {
  return {
    style: styleFor(io, output, color),
    programName: io.programName,
    columns: output.isTerminal ? output.columns : undefined,
    namespace: cleanup.scope.namespace,
    withVolsync: cleanup.withVolsync,
    clusterName: io.clusterName,
  };
}
