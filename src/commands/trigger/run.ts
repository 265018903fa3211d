import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { trigger } from '../../sync/trigger-apps.ts';
import type { TriggerOptions } from '../../sync/ports.ts';
import { triggerDocument, triggerNames } from '../../text/trigger-json.ts';
import { renderTrigger } from './text.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { contextOf } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { triggerProgress } from '../../cli/progress/trigger-progress.ts';

export interface TriggerViewOptions extends GlobalOptions {
  readonly hasLogs: boolean;
  readonly trigger: TriggerOptions;
}

/** Triggers apps, shows what happens and how it ended, and returns the exit code. */
export async function showTrigger(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: TriggerViewOptions,
): Promise<number> {
  const progress = triggerProgress(io, styleFor(io, io.stderr, options.color), options.hasLogs);
  try {
    const report = await trigger(chosen, options.trigger, contextOf(io, cluster, progress));
    progress.close();
    await present(io, options.output, {
      document: triggerDocument(report),
      names: triggerNames(report, chosen.scope.namespace === undefined),
      text: () => renderTrigger(report, viewOf(io, options)),
    });
    return exitCodes[report.outcome];
  } finally {
    progress.close();
  }
}

function viewOf(io: Io, { color }: GlobalOptions) {
  return {
    now: io.now(),
    style: styleFor(io, io.stdout, color),
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
    clusterName: io.clusterName,
  };
}
