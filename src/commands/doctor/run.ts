import { exitCodes, Failure, type Outcome, worstOutcome } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { nothingFound } from '../../sources/find-sources.ts';
import { renderFailure } from '../../text/failure.ts';
import { countText } from '../../text/size.ts';
import { styleFor } from '../../cli/color.ts';
import type { GlobalOptions } from '../../cli/options/global.ts';
import type { Io } from '../../cli/io.ts';
import { present } from '../../cli/output.ts';
import type { SelectedApps } from '../../cli/selection.ts';
import { withHelperPodProgress } from '../../cli/with-helper-pod-progress.ts';
import { doctorDocument } from './json.ts';
import { doctorJunit } from './junit.ts';
import { doctorMarkdown } from './markdown.ts';
import { type Fix, fixesOf } from './judgement/fixes.ts';
import { doctor, type DoctorOptions, type DoctorReport } from './operation/doctor.ts';
import { applyFixes, type FixResult } from './operation/fix.ts';
import { fixedText, planText, renderDoctor } from './text/report.ts';

export interface DoctorViewOptions extends GlobalOptions {
  readonly rules: DoctorOptions['rules'];
  readonly repositories: Omit<DoctorOptions, 'rules' | 'withRepositories'>;
  readonly withRepositories: boolean;
  readonly isVerbose: boolean;
  /** Undefined if nothing should be changed. */
  readonly fix: { readonly isConfirmed: boolean; readonly isDryRun: boolean } | undefined;
}

/** Finds problems, shows them, makes the fixes, and returns the exit code. */
export async function showDoctor(
  io: Io,
  cluster: Cluster,
  chosen: SelectedApps,
  options: DoctorViewOptions,
): Promise<number> {
  const { rules, withRepositories, repositories, color } = options;
  const report = await withHelperPodProgress(io, cluster, { color, what: 'examining' }, (ports) =>
    doctor(chosen, { ...repositories, rules, withRepositories }, ports),
  );
  if (report.apps === 0) refuseNothing(report, chosen);
  const fixes = options.fix === undefined ? [] : fixesOf(report.findings, report.facts);
  const results = await fixed(io, cluster, { fixes, report }, options);
  await present(io, options.output, {
    document: doctorDocument(report, options, results),
    names: findingNames(report),
    isPassed: report.outcome === 'ok',
    text: () => renderDoctor(report, viewOf(io, options)) + fixedText(results, viewOf(io, options).style),
    junit: () => doctorJunit(report),
    markdown: () => doctorMarkdown(report),
  });
  for (const failure of report.failures) {
    io.stderr.write(renderFailure(failure, styleFor(io, io.stderr, options.color), io.stderr));
  }
  return exitCodes[outcomeAfter(report, results)];
}

/** An answer about nothing must not look like a good one. */
export function refuseNothing({ failures, findings }: DoctorReport, { scope, apps }: SelectedApps): void {
  const [first] = failures;
  if (failures.length === 1 && first !== undefined) throw first;
  const isEmpty = apps === undefined && (scope.namespace !== undefined || scope.labelSelector !== undefined);
  if (isEmpty && findings.every(({ outcome }) => outcome !== 'problem')) throw nothingFound(scope);
}

/** The output of `-o name`: the objects with a problem. */
export function findingNames({ findings }: Pick<DoctorReport, 'findings'>): readonly string[] {
  return findings
    .filter(({ outcome }) => outcome === 'problem')
    .map(({ object }) => [object.namespace, object.kind.toLowerCase(), object.name].filter(Boolean).join('/'));
}

interface Planned {
  readonly fixes: readonly Fix[];
  readonly report: DoctorReport;
}

async function fixed(
  io: Io,
  cluster: Cluster,
  { fixes, report }: Planned,
  options: DoctorViewOptions,
): Promise<readonly FixResult[]> {
  if (options.fix === undefined) return [];
  const problems = report.findings.filter(({ outcome }) => outcome === 'problem').length;
  const style = styleFor(io, io.stderr, options.color);
  if (fixes.length === 0 || options.fix.isDryRun || !options.fix.isConfirmed) {
    io.stderr.write(planText(fixes, problems, style));
  }
  if (fixes.length === 0 || options.fix.isDryRun) return [];
  if (!options.fix.isConfirmed) await confirm(io, fixes.length);
  return applyFixes(fixes, { cluster, signal: io.signal });
}

async function confirm(io: Io, count: number): Promise<void> {
  const what = countText(count, 'change');
  if (!io.canPrompt) {
    throw new Failure('refused', `${what} would be made, but there is no terminal to confirm it; nothing was changed`, {
      hint: 'check with --dry-run, then use --yes',
    });
  }
  if (!(await io.prompts.confirm(`Make ${what}?`))) throw new Failure('interrupted', 'nothing was changed');
}

/** A fixed problem no longer counts. */
function outcomeAfter({ outcome, findings, failures }: DoctorReport, results: readonly FixResult[]): Outcome {
  if (results.length === 0) return outcome;
  const done = new Set(results.filter(({ failure }) => failure === undefined).map(({ fix }) => fix.finding));
  const left = findings.filter((finding) => !done.has(finding));
  return worstOutcome([
    ...(left.some((finding) => finding.outcome === 'problem') ? ['unprotected' as const] : []),
    ...(left.some((finding) => finding.outcome === 'could-not-look') ? ['unknown' as const] : []),
    ...results.flatMap(({ failure }) => (failure === undefined ? [] : [failure.kind])),
    ...failures.map(({ kind }) => kind),
  ]);
}

function viewOf(io: Io, { color, isVerbose }: DoctorViewOptions) {
  return {
    style: styleFor(io, io.stdout, color),
    columns: io.stdout.isTerminal ? io.stdout.columns : undefined,
    isVerbose,
  };
}
