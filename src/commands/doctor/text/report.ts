import { durationText } from '../../../text/age.ts';
import { plainLine } from '../../../foreign-text.ts';
import { countText } from '../../../text/size.ts';
import { clustersText, examined, itemsIn, type ContextRun } from '../../../text/context-runs.ts';
import { renderContextTable, type ContextsView, type StateRow } from '../../../text/context-table.ts';
import type { Style } from '../../../text/style.ts';
import { wrapText } from '../../../text/wrap.ts';
import type { Finding } from '../finding.ts';
import type { ShownReport } from '../operation/doctor.ts';
import { shellCommand } from '../../../shell-command.ts';
import type { Fix } from '../judgement/fixes.ts';
import type { FixResult } from '../operation/fix.ts';

export interface DoctorView {
  readonly style: Style;
  /** Undefined without a terminal: nothing is wrapped. */
  readonly columns: number | undefined;
  /** With evidence and notes. */
  readonly isVerbose: boolean;
}

/** The findings, worst first, and a line with the counts. */
export function renderDoctor(report: ShownReport, view: DoctorView): string {
  return text([...doctorLines(report, view), summaryLine(report, view)]);
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Only the findings. */
function doctorLines(report: ShownReport, view: DoctorView): readonly string[] {
  const problems = report.findings.filter(({ outcome }) => outcome === 'problem');
  const notes = report.findings.filter(isNote);
  return [
    ...problems.flatMap((finding) => findingLines(finding, view)),
    ...unseenLines(report.findings, view),
    ...rightsLines(report),
    ...(view.isVerbose ? notes.flatMap((finding) => noteLines(finding, view)) : []),
  ];
}

/** The findings of several contexts, each below the name of its context, then a table of the contexts. */
export function renderDoctorContexts(
  runs: readonly ContextRun<ShownReport>[],
  view: DoctorView & Pick<ContextsView, 'typedIn'> & { readonly tookMs: number },
): string {
  const { style, typedIn } = view;
  const sections = examined(runs).flatMap(({ context, result }) => {
    const lines = doctorLines(result, view);
    return lines.length === 0
      ? []
      : [`${style.strong(`Context ${plainLine(context)}`)}\n${typedIn(context, text(lines))}`];
  });
  const table = renderContextTable(
    itemsIn(runs, (report) => [contextRow(report, view)]),
    runs,
    { ...view, isWide: false, hasHeaders: true, headers: contextHeaders, stateColumn: 0, isSorted: false },
  );
  return [...sections, `${table}${clustersText(runs)} · ${durationText(view.tookMs)}\n`].join('\n');
}

const contextHeaders = ['STATE', 'APPS', 'PROBLEMS', 'NOT CHECKED', 'NOTES'] as const;

function contextRow({ findings, apps }: ShownReport, { style }: DoctorView): StateRow {
  const { problems, unseen, notes } = countsOf(findings);
  const [state, paint] =
    problems > 0
      ? ['✗ problems', style.bad]
      : unseen > 0
        ? ['? not all checked', style.warning]
        : ['✔ no problem', style.good];
  return { cells: [state, ...[apps, problems, unseen, notes].map(String)], paint };
}

function countsOf(findings: readonly Finding[]) {
  const count = (outcome: Finding['outcome']) => findings.filter((finding) => finding.outcome === outcome).length;
  return { problems: count('problem'), unseen: count('could-not-look'), notes: findings.filter(isNote).length };
}

/** A fine finding that still has a note. */
function isNote({ outcome, why }: Finding): boolean {
  return outcome === 'fine' && why !== undefined;
}

function findingLines(finding: Finding, view: DoctorView): readonly string[] {
  const { style, isVerbose } = view;
  const { rule, seen, why, fix, sure, evidence, harm } = finding;
  const doubt = sure === 'likely' ? ' (likely)' : '';
  const evidenceLines = isVerbose ? [`rule ${rule}, harm ${harm}`, ...evidence] : [];
  return [
    `${style.bad('✗')} ${style.strong(objectText(finding))}  ${plainLine(seen)}${doubt}`,
    ...(why === undefined ? [] : inside(plainLine(why), view)),
    ...(fix === undefined ? [] : [`  → ${plainLine(fix)}`]),
    ...evidenceLines.map((line) => style.quiet(`    ${plainLine(line)}`)),
  ];
}

/** Several rules may need the same permission: it is reported once. */
function unseenLines(findings: readonly Finding[], view: DoctorView): readonly string[] {
  const unseen = findings.filter(({ outcome }) => outcome === 'could-not-look');
  const groups = Map.groupBy(unseen, (finding) =>
    isOfPermission(finding) ? (finding.why ?? '') : objectText(finding) + finding.seen,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const sign = view.style.warning('?');
    if (!isOfPermission(first)) {
      const lines = [`${sign} ${view.style.strong(objectText(first))}  ${plainLine(first.seen)}`];
      return [...lines, ...inside(plainLine(first.why ?? ''), view), ...hint(first)];
    }
    const rules = [...new Set(group.map(({ rule }) => rule))].join(', ');
    return [`${sign} ${plainLine(first.why ?? '')}`, ...inside(`not checked: ${rules}`, view), ...hint(first)];
  });
}

/** One command for all missing rights; findings that could not be checked for another reason have their own fix. */
function rightsLines({ findings, namespace, files }: ShownReport): readonly string[] {
  if (files !== undefined) return [];
  const isMissing = findings.some(
    (finding) => finding.outcome === 'could-not-look' && finding.fix === undefined && isOfPermission(finding),
  );
  return isMissing
    ? [
        `  → ${namespace === undefined ? 'volsyncctl rbac doctor -A' : shellCommand`volsyncctl rbac doctor -n ${namespace}`}`,
      ]
    : [];
}

/** It is about a kind that may not be listed, not about one app. */
function isOfPermission({ object }: Finding): boolean {
  return object.kind === 'Cluster' || object.kind === 'Namespace';
}

function noteLines(finding: Finding, { style }: DoctorView): readonly string[] {
  return [
    style.quiet(`· ${objectText(finding)}  ${plainLine(finding.seen)}`),
    ...(finding.fix === undefined ? [] : [style.quiet(`    ${plainLine(finding.fix)}`)]),
  ];
}

function hint({ fix }: Finding): readonly string[] {
  return fix === undefined ? [] : [`  → ${plainLine(fix)}`];
}

function inside(text: string, { columns }: DoctorView): readonly string[] {
  return (columns === undefined ? [text] : wrapText(text, Math.max(40, columns - 4))).map((line) => `    ${line}`);
}

/** An app by its name, everything else with its kind; from a file, with its line. */
export function objectText({ object: { kind, namespace, name, file, line } }: Finding): string {
  const where = namespace === undefined ? name : `${namespace}/${name}`;
  if (file !== undefined) return kind === 'File' ? `${file}:${line ?? 1}` : `${file}:${line ?? 1} ${kind} ${where}`;
  if (kind === 'ReplicationSource') return where;
  return kind === 'Cluster' ? 'cluster' : `${kind} ${where}`;
}

function summaryLine(report: ShownReport, { style }: DoctorView): string {
  const { findings, apps, rules, withRepositories, tookMs, files } = report;
  const { problems, unseen, notes } = countsOf(findings);
  const sign = problems > 0 ? style.bad('✗') : unseen > 0 ? style.warning('?') : style.good('✔');
  return [
    `${sign} ${countText(apps, 'app')}`,
    problems === 0 ? 'no problem' : countText(problems, 'problem'),
    ...(unseen === 0 ? [] : [`${unseen} could not be checked`]),
    ...(notes === 0 ? [] : [`${countText(notes, 'note')} (-v)`]),
    files === undefined
      ? `${countText(rules.length, 'rule')}${withRepositories ? '' : ', repositories not read'}`
      : `${countText(rules.length, 'rule')}, ${countText(files, 'file')}, no cluster`,
    durationText(tookMs),
  ].join(' · ');
}

/** The planned changes, and the number of problems left to the operator. */
export function planText(fixes: readonly Fix[], problems: number, style: Style): string {
  if (fixes.length === 0) return `--fix can fix none of ${countText(problems, 'problem')}.\n`;
  const left = problems - fixes.length;
  return [
    style.strong(`${countText(fixes.length, 'change')}:`),
    ...fixes.map((fix) => `  ${fix.key.namespace}/${fix.finding.object.name}  ${plainLine(fix.words)}`),
    ...(left > 0 ? [style.quiet(`  ${countText(left, 'other problem')} cannot be fixed with --fix`)] : []),
    '',
  ].join('\n');
}

/** The result of each change. */
export function fixedText(results: readonly FixResult[], style: Style): string {
  return results
    .map(({ fix, failure }) => {
      const sign = failure === undefined ? style.good('✔') : style.bad('✗');
      const words = `${sign} ${fix.key.namespace}/${fix.finding.object.name}  ${plainLine(fix.words)}`;
      return failure === undefined ? `${words}\n` : `${words}\n    ${plainLine(failure.message)}\n`;
    })
    .join('');
}
