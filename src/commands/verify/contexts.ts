import { exitCodes } from '../../errors.ts';
import { styleFor } from '../../cli/color.ts';
import type { Io } from '../../cli/io.ts';
import { inEachContext, type AskedInContexts } from '../../cli/kube-contexts/in-each-context.ts';
import { namesIn, reportFailures, typedAdviceIn } from '../../cli/kube-contexts/shown.ts';
import { sortedItems } from '../../cli/options/list-options.ts';
import { present, withoutPassed } from '../../cli/output.ts';
import type { VerifyReport } from '../../repository/verify-result.ts';
import { itemsIn, outcomeOfRuns, type ContextRun } from '../../text/context-runs.ts';
import { junitSuitesIn, junitText } from '../../text/junit.ts';
import { countText } from '../../text/size.ts';
import { verdictDocument, verifyInContexts, verifyNames } from '../../text/verdict-json.ts';
import { verdictSuite } from '../../text/verdict-junit.ts';
import { verify } from './operation/verify.ts';
import { verifyContextsPrometheus } from './prometheus.ts';
import type { VerifyViewOptions } from './run.ts';
import { renderVerifyContexts } from './text.ts';

/** Verifies apps in several contexts concurrently, shows the verdicts, and returns the exit code. */
export async function showVerifyContexts(io: Io, asked: AskedInContexts, options: VerifyViewOptions): Promise<number> {
  const begunAt = io.now().getTime();
  const what = `reading the repositories of ${countText(asked.contexts.length, 'cluster')}`;
  const runs = await inEachContext(io, asked, { what, color: options.color }, async ({ target }, ports) => {
    const report = await verify(target, options.verify, ports);
    const [first] = report.failures;
    if (report.apps.length === 0 && report.failures.length === 1 && first !== undefined) throw first;
    return report;
  });
  const time = io.now();
  const outcome = outcomeOfRuns(runs, (report) => report.outcome);
  const apps = await sortedItems(
    itemsIn(runs, (report) => report.apps),
    ({ context, item }) => ({ context, ...verdictDocument(item) }),
    options,
  );
  const check = { apps, outcome, time, tookMs: time.getTime() - begunAt };
  const order = options.sortBy === undefined ? undefined : apps.map(({ item }) => item);
  await present(io, options.output, {
    document: verifyInContexts(runs, check),
    names: namesIn(runs, (report) => verifyNames(report, true)),
    text: (isWide) =>
      renderVerifyContexts(
        { runs: io.isQuiet === true ? withoutPassedIn(runs) : runs, order },
        { ...viewOf(io, options), tookMs: check.tookMs, isWide },
      ),
    isPassed: outcome === 'ok',
    junit: () =>
      junitText(junitSuitesIn(runs, { command: 'verify', time }, (report) => verdictSuite('verify', report))),
    prometheus: () => verifyContextsPrometheus(runs, check),
  });
  reportFailures(io, runs, ({ failures }) => failures, options);
  return exitCodes[outcome];
}

function withoutPassedIn(runs: readonly ContextRun<VerifyReport>[]): readonly ContextRun<VerifyReport>[] {
  return runs.map((run) => ('result' in run ? { ...run, result: withoutPassed(run.result) } : run));
}

function viewOf(io: Io, { color, hasHeaders }: VerifyViewOptions) {
  return {
    hasHeaders,
    style: styleFor(io, io.stdout, color),
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
    typedIn: typedAdviceIn(io),
  };
}
