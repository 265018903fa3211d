import { exitCodes, Failure, worstOutcome } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { styleFor } from '../../cli/color.ts';
import { creatorPorts, timedContextOf } from '../../cli/context.ts';
import type { Io, Output } from '../../cli/io.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { present } from '../../cli/output.ts';
import { triggerProgress } from '../../cli/progress/trigger-progress.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { withHelperPodProgress } from '../../cli/with-helper-pod-progress.ts';
import { trigger } from '../../sync/trigger-apps.ts';
import { renderFailure } from '../../text/failure.ts';
import { countText } from '../../text/size.ts';
import { unlockDocument, unlockNames } from './json.ts';
import { planUnlock, type UnlockOptions, type UnlockPlan } from './operation/plan.ts';
import { isIdle, plannedReport, unlock, unlockedApps } from './operation/unlock.ts';
import { isToGo, type UnlockReport } from './operation/unlock-result.ts';
import { renderUnlock } from './text.ts';

export interface UnlockViewOptions extends GlobalOptions {
  readonly unlock: UnlockOptions;
  /** How long the next sync of each app is waited for; undefined to not wait. */
  readonly waitMs: number | undefined;
  readonly isConfirmed: boolean;
  readonly isDryRun: boolean;
}

/** Lists the locks, asks for confirmation, removes them, shows the result, and returns the exit code. */
export async function showUnlock(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: UnlockViewOptions,
): Promise<number> {
  const shown = { color: options.color, what: 'looking for locks' };
  const plan = await withHelperPodProgress(io, cluster, shown, (ports) => planUnlock(chosen, options.unlock, ports));
  const [first] = plan.failures;
  if (plan.apps.length === 0 && plan.failures.length === 1 && first !== undefined) throw first;
  const isDone = options.isDryRun || isIdle(plan);
  if (!isDone) await confirm(plan, io, options);
  const report = isDone
    ? plannedReport(plan, options.isDryRun)
    : await withHelperPodProgress(io, cluster, shown, (ports) =>
        unlock(plan, options.unlock, { ...ports, ...creatorPorts(io) }),
      );
  const whole = await withSyncs(report, io, cluster, options);
  await show(io, whole, options);
  for (const failure of whole.failures)
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, options.color), io.stderr));
  return exitCodes[whole.outcome];
}

async function confirm(plan: UnlockPlan, io: Io, options: UnlockViewOptions): Promise<void> {
  if (options.isConfirmed) return;
  const count = countText(plan.apps.flatMap(({ locks }) => locks.filter(isToGo)).length, 'lock');
  if (!io.canPrompt) {
    throw new Failure('refused', `${count} would be removed, but there is no terminal to confirm it`, {
      hint: 'check with --dry-run, then use --yes',
    });
  }
  io.stderr.write(renderUnlock(plannedReport(plan, true), viewOf(io, io.stderr, options)));
  if (!(await io.prompts.confirm(`Remove ${count}?`))) throw new Failure('interrupted', 'Nothing was removed.');
}

/** Backs up the apps that are no longer blocked by a lock. */
async function withSyncs(
  report: UnlockReport,
  io: Io,
  cluster: Cluster,
  { waitMs, isDryRun, color }: UnlockViewOptions,
): Promise<UnlockReport> {
  const apps = unlockedApps(report);
  if (waitMs === undefined || isDryRun || apps.length === 0) return report;
  const progress = triggerProgress(io, styleFor(io, io.stderr, color), false);
  const options = { isWaiting: true, isDryRun: false, isToUnpark: false, timeoutMs: waitMs, maxParallel: 3 };
  try {
    const syncs = await trigger({ scope: {}, apps }, options, {
      ...timedContextOf(io, cluster),
      ...creatorPorts(io),
      report: (event) => progress.report(event),
    });
    return { ...report, syncs, outcome: worstOutcome([report.outcome, syncs.outcome]) };
  } finally {
    progress.close();
  }
}

async function show(io: Io, report: UnlockReport, options: UnlockViewOptions): Promise<void> {
  await present(io, options.output, {
    document: unlockDocument(report),
    names: unlockNames(report),
    text: () => renderUnlock(report, viewOf(io, io.stdout, options)),
  });
}

function viewOf(io: Io, output: Output, { color }: GlobalOptions) {
  return { style: styleFor(io, output, color), columns: output.isTerminal ? output.columns : undefined, now: io.now() };
}
