import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { verify, type VerifyOptions } from './operation/verify.ts';
import { renderFailure } from '../../text/failure.ts';
import { verdictDocument, verifyDocument, verifyNames } from '../../text/verdict-json.ts';
import { verifyJunit } from './junit.ts';
import { verifyPrometheus } from './prometheus.ts';
import { resumableRun } from './resume.ts';
import { renderVerify } from './text.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { type ListOptions, sortedItems } from '../../cli/options/list-options.ts';
import type { Io } from '../../cli/io.ts';
import { present, withoutPassed } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { withHelperPodProgress } from '../../cli/with-helper-pod-progress.ts';

export interface VerifyViewOptions extends GlobalOptions, ListOptions {
  readonly verify: VerifyOptions;
  /** Whether to use what an interrupted run has read. */
  readonly isResumed: boolean;
}

/** Verifies apps, shows the verdicts, and returns the exit code. */
export async function showVerify(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: VerifyViewOptions,
): Promise<number> {
  const shown = { color: options.color, what: 'reading the repositories' };
  const { store, work } = await resumableRun(io, cluster, chosen, options);
  const asked = { ...options.verify, store };
  const read = await work(() => withHelperPodProgress(io, cluster, shown, (ports) => verify(chosen, asked, ports)));
  const report = { ...read, apps: await sortedItems(read.apps, verdictDocument, options) };
  const [first] = report.failures;
  if (report.apps.length === 0 && report.failures.length === 1 && first !== undefined) throw first;
  await present(io, options.output, {
    document: verifyDocument(report),
    names: verifyNames(report, chosen.scope.namespace === undefined),
    text: (isWide) =>
      renderVerify(io.isQuiet === true ? withoutPassed(report) : report, { ...viewOf(io, options), isWide }),
    isPassed: report.outcome === 'ok',
    junit: () => verifyJunit(report),
    prometheus: () => verifyPrometheus(report),
  });
  for (const failure of report.failures) {
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, options.color), io.stderr));
  }
  return exitCodes[report.outcome];
}

function viewOf(io: Io, { color, hasHeaders }: VerifyViewOptions) {
  return {
    hasHeaders,
    style: styleFor(io, io.stdout, color),
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
  };
}
