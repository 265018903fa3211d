import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { resultOf } from '../../sync/trigger-ending.ts';
import type { TriggerReport } from '../../sync/trigger-result.ts';
import type { Io } from '../../cli/io.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { triggerProgress } from '../../cli/progress/trigger-progress.ts';
import { styleFor } from '../../cli/color.ts';
import { unquiesce, type Unquiesced } from './operation/unquiesce.ts';
import { quiescePorts } from './quiesce.ts';
import { showTriggerReport, type TriggerViewOptions } from './run.ts';

/** Starts again what an interrupted `--quiesce` has stopped, and returns the exit code. */
export async function showUnquiesce(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: TriggerViewOptions,
): Promise<number> {
  const [app] = chosen.apps ?? [];
  if (app === undefined) throw new Error('one app is chosen');
  const progress = triggerProgress(io, styleFor(io, io.stderr, options.color), false);
  try {
    const ports = quiescePorts(io, cluster, app, progress);
    const report = reportOf(await unquiesce(app, options.trigger.timeoutMs, ports));
    progress.close();
    await showTriggerReport(io, report, chosen, options);
    return exitCodes[report.outcome];
  } finally {
    progress.close();
  }
}

function reportOf({ app, journal, notReady }: Unquiesced): TriggerReport {
  const { workloads, after } = journal;
  const what = workloads.map(({ kind, name }) => `${kind} ${name}`);
  const outcome = notReady === undefined ? 'ok' : 'failed';
  const result = resultOf(app, {
    outcome,
    state: 'unquiesced',
    details: notReady?.details ?? [],
    hint: notReady?.hint,
  });
  const quiesce = {
    how: after === null ? ('scale' as const) : ('exec' as const),
    what: after === null ? what : [`pod ${after.pod}, container ${after.container}`],
    state: notReady === undefined ? ('back' as const) : ('not-ready' as const),
    quietSince: undefined,
    cutAt: undefined,
    backAt: undefined,
    downtimeMs: undefined,
    disturbance: undefined,
    why: notReady?.message,
    hint: notReady?.hint,
  };
  return { apps: [{ ...result, quiesce }], outcome, isDryRun: false };
}
