import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { trigger } from '../../sync/trigger-apps.ts';
import type { TriggerOptions } from '../../sync/ports.ts';
import type { TriggerReport } from '../../sync/trigger-result.ts';
import { triggerDocument, triggerNames } from '../../text/trigger-json.ts';
import { renderTrigger } from './text.ts';
import type { PlannedQuiescence, QuiesceOptions } from './quiesce.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { contextOf, creatorPorts } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { triggerProgress, type TriggerProgress } from '../../cli/progress/trigger-progress.ts';

export interface TriggerViewOptions extends GlobalOptions {
  readonly hasLogs: boolean;
  readonly trigger: TriggerOptions;
  /** Undefined if the app continues to write. */
  readonly quiesce: QuiesceOptions | undefined;
}

/** Triggers apps, shows progress and results, and returns the exit code. */
export async function showTrigger(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: TriggerViewOptions,
): Promise<number> {
  const progress = triggerProgress(io, styleFor(io, io.stderr, options.color), options.hasLogs);
  try {
    const quiescence = await quiescenceOf(chosen, options, { io, cluster, progress });
    const ports = { ...contextOf(io, cluster, progress), ...creatorPorts(io) };
    const work = () => trigger(chosen, { ...options.trigger, quiescence: quiescence?.quiescence }, ports);
    const report = await (quiescence === undefined ? work() : quiescence.whileLeased(work));
    progress.close();
    await showTriggerReport(io, report, chosen, options);
    return exitCodes[report.outcome];
  } finally {
    progress.close();
  }
}

/** Writes the result to stdout. */
export async function showTriggerReport(
  io: Io,
  report: TriggerReport,
  chosen: SelectedApps,
  options: TriggerViewOptions,
): Promise<void> {
  await present(io, options.output, {
    document: triggerDocument(report),
    names: triggerNames(report, chosen.scope.namespace === undefined),
    text: () => renderTrigger(report, viewOf(io, options)),
  });
}

/** Loaded only when needed. */
async function quiescenceOf(
  { apps }: SelectedApps,
  { quiesce }: TriggerViewOptions,
  { io, cluster, progress }: { readonly io: Io; readonly cluster: Cluster; readonly progress: TriggerProgress },
): Promise<PlannedQuiescence | undefined> {
  const [app] = apps ?? [];
  if (quiesce === undefined || app === undefined) return undefined;
  const { plannedQuiescence, quiescePorts } = await import('./quiesce.ts');
  return plannedQuiescence(app, quiesce, io, quiescePorts(io, cluster, app, progress));
}

function viewOf(io: Io, { color }: GlobalOptions) {
  return {
    now: io.now(),
    style: styleFor(io, io.stdout, color),
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
    clusterName: io.clusterName,
  };
}
