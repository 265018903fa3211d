import { exitCodes } from '../../errors.ts';
import { styleFor } from '../../cli/color.ts';
import type { Io } from '../../cli/io.ts';
import { inEachContext, type AskedInContexts } from '../../cli/kube-contexts/in-each-context.ts';
import { namesIn, reportFailures, typedAdviceIn, typedCommandIn } from '../../cli/kube-contexts/shown.ts';
import { present } from '../../cli/output.ts';
import { markdownInContexts } from '../../text/context-markdown.ts';
import { outcomeOfRuns } from '../../text/context-runs.ts';
import { junitSuitesIn, junitText } from '../../text/junit.ts';
import { countText } from '../../text/size.ts';
import { doctorInContexts } from './json.ts';
import { doctorSuite } from './junit.ts';
import { doctorMarkdown } from './markdown.ts';
import { doctor } from './operation/doctor.ts';
import { findingNames, refuseNothing, type DoctorViewOptions } from './run.ts';
import { renderDoctorContexts } from './text/report.ts';

/** Looks for problems in several contexts concurrently, shows them, and returns the exit code. */
export async function showDoctorContexts(io: Io, asked: AskedInContexts, options: DoctorViewOptions): Promise<number> {
  const { rules, withRepositories, repositories, color, isVerbose } = options;
  const begunAt = io.now().getTime();
  const what = `examining ${countText(asked.contexts.length, 'cluster')}`;
  const runs = await inEachContext(io, asked, { what, color }, async ({ target }, ports) => {
    const report = await doctor(target, { ...repositories, rules, withRepositories }, ports);
    if (report.apps === 0) refuseNothing(report, target);
    return report;
  });
  const outcome = outcomeOfRuns(runs, (report) => report.outcome);
  const time = io.now();
  const run = { rules, withRepositories, outcome, time, tookMs: time.getTime() - begunAt };
  const typedIn = typedAdviceIn(io);
  await present(io, options.output, {
    document: doctorInContexts(runs, options, run),
    names: namesIn(runs, findingNames),
    isPassed: outcome === 'ok',
    text: () =>
      renderDoctorContexts(runs, {
        style: styleFor(io, io.stdout, color),
        columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
        ...{ isVerbose, typedIn, tookMs: run.tookMs },
      }),
    junit: () => junitText(junitSuitesIn(runs, { command: 'doctor', time }, doctorSuite)),
    markdown: () => markdownInContexts(runs, { command: 'doctor', typedIn: typedCommandIn(io) }, doctorMarkdown),
  });
  reportFailures(io, runs, ({ failures }) => failures, options);
  return exitCodes[outcome];
}
