import { exitCodes } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { bootstrapCheck } from './operation/bootstrap-check.ts';
import type { BootstrapCheckOptions } from './operation/check-options.ts';
import type { BootstrapReport } from './operation/check-result.ts';
import { checkedAppDocument, bootstrapCheckDocument, bootstrapCheckNames } from './json.ts';
import { renderBootstrapCheck } from './text/report.ts';
import { renderFailure } from '../../text/failure.ts';
import { verdictJunit } from '../../text/verdict-junit.ts';
import { unprotected } from '../../volsync/verdict.ts';
import { bootstrapCheckProgress } from './progress.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import { type ListOptions, sortedItems } from '../../cli/options/list-options.ts';
import { creatorPorts, timedContextOf } from '../../cli/context.ts';
import type { Io } from '../../cli/io.ts';
import { present, withoutPassed } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';

export interface BootstrapCheckViewOptions extends GlobalOptions, ListOptions {
  readonly check: BootstrapCheckOptions;
}

/** Checks apps, shows whether they may be removed, and returns the exit code. */
export async function showBootstrapCheck(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: BootstrapCheckViewOptions,
): Promise<number> {
  const style = styleFor(io, io.stderr, options.color);
  const progress = bootstrapCheckProgress(io, style);
  try {
    const read = await bootstrapCheck(chosen, options.check, {
      ...timedContextOf(io, cluster),
      ...creatorPorts(io),
      ...progress,
    });
    progress.close();
    const report = {
      ...read,
      apps: await sortedItems(read.apps, (app) => checkedAppDocument(app, read.time), options),
    };
    const [first] = report.failures;
    if (report.apps.length === 0 && report.failures.length === 1 && first !== undefined) throw first;
    await present(io, options.output, {
      document: bootstrapCheckDocument(report),
      names: bootstrapCheckNames(report, chosen.scope.namespace === undefined),
      text: (isWide) =>
        renderBootstrapCheck(io.isQuiet === true ? withoutPassed(report) : report, {
          ...viewOf(io, options, report.time),
          isWide,
          hasSteps: chosen.apps !== undefined && !isWide && options.hasHeaders,
          hasHeaders: options.hasHeaders,
        }),
      isPassed: report.outcome === 'ok',
      junit: () => verdictJunit('bootstrap-check', { ...report, apps: [...report.apps, ...claimCases(report)] }),
    });
    for (const failure of report.failures) io.stderr.write(renderFailure(failure, style, io.stderr));
    return exitCodes[report.outcome];
  } finally {
    progress.close();
  }
}

/** A PVC without a backup is a failing test, as is an app without a backup. */
function claimCases({ unprotectedClaims = [] }: BootstrapReport) {
  const judgement = unprotected('not-backed-up', 'no ReplicationSource backs up this PVC');
  return unprotectedClaims.map(({ namespace, name }) => ({
    ...judgement,
    namespace,
    name: `pvc/${name}`,
    newest: undefined,
  }));
}

function viewOf(io: Io, { color }: GlobalOptions, now: Date) {
  return {
    now,
    style: styleFor(io, io.stdout, color),
    programName: io.programName,
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
  };
}
