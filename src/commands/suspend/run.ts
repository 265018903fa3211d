import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { styleFor } from '../../cli/color.ts';
import { timedContextOf } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { present } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { renderFailure } from '../../text/failure.ts';
import { suspendDocument, suspendNames } from './json.ts';
import type { SuspendReport } from './operation/suspend-result.ts';
import { resume, suspend, type SuspendOptions } from './operation/suspend.ts';
import { renderSuspend } from './text.ts';

/** Suspends apps, shows the result of each, and returns the exit code. */
export async function showSuspend(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: GlobalOptions & { readonly suspend: SuspendOptions },
): Promise<number> {
  return show(io, await suspend(chosen, options.suspend, timedContextOf(io, cluster)), options);
}

/** Resumes apps, shows the result of each, and returns the exit code. */
export async function showResume(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: GlobalOptions & { readonly isDryRun: boolean },
): Promise<number> {
  return show(io, await resume(chosen, options.isDryRun, timedContextOf(io, cluster)), options);
}

async function show(io: Io, report: SuspendReport, { output, color }: GlobalOptions): Promise<number> {
  const [first] = report.failures;
  if (report.apps.length === 0 && report.failures.length === 1 && first !== undefined) throw first;
  await present(io, output, {
    document: suspendDocument(report),
    names: suspendNames(report),
    text: () => renderSuspend(report, { style: styleFor(io, io.stdout, color), now: io.now() }),
  });
  for (const failure of report.failures)
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, color), io.stderr));
  return exitCodes[report.outcome];
}
