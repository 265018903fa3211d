import { plainLine } from '../../../foreign-text.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { agoText, durationText } from '../../../text/age.ts';
import { evidenceLines, hintLines } from '../../../text/failure.ts';
import { sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import { clustersText, examined, itemsIn, type ContextRun } from '../../../text/context-runs.ts';
import { renderContextTable, type ContextsView, type StateRow } from '../../../text/context-table.ts';
import { renderTable } from '../../../text/table.ts';
import { paintVerdict, verdictCounts, verdictText } from '../../../text/verdict-labels.ts';
import { wrapText } from '../../../text/wrap.ts';
import type { DrillReport, DrillResult } from '../operation/plan.ts';
import { bytesPerSecond, restoreMs } from './figures.ts';
import { codeText, markdownText } from '../../../text/markdown.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';

export interface DrillView {
  readonly style: Style;
  readonly columns: number | undefined;
}

const drillHeaders = ['APP', 'VERDICT', 'SNAPSHOT', 'DATA OF', 'ENTRIES', 'SIZE', 'RESTORE', 'RATE'] as const;
const indent = '    ';

/** The verdicts as a table, with notes below each row. */
export function renderDrill({ apps, time, tookMs }: DrillReport, view: DrillView): string {
  if (apps.length === 0) return '';
  const rows = rowsOf(apps, time, view);
  const table = renderTable(rows, {
    headers: drillHeaders,
    fit: view.columns === undefined ? undefined : { columns: view.columns, keep: 4 },
    paint: (text, row, column) => (column === stateColumn ? (rows[row]?.paint(text) ?? text) : text),
  });
  return `${table}${countsOf(apps, view)} · ${durationText(tookMs)}\n`;
}

/** The verdicts of several contexts as one table. */
export function renderDrillContexts(
  runs: readonly ContextRun<DrillReport>[],
  view: DrillView & Pick<ContextsView, 'typedIn'> & { readonly tookMs: number },
): string {
  const rows = itemsIn(runs, ({ apps, time }) => rowsOf(apps, time, view));
  const contextsView = {
    ...view,
    isWide: false,
    hasHeaders: true,
    headers: drillHeaders,
    stateColumn,
    isSorted: false,
  };
  const counts = countsOf(
    examined(runs).flatMap(({ result }) => result.apps),
    view,
  );
  const footer = [counts, clustersText(runs), durationText(view.tookMs)].filter((text) => text !== '').join(' · ');
  return `${renderContextTable(rows, runs, contextsView)}${footer}\n`;
}

/** The index of the verdict column. */
const stateColumn = 1;

function rowsOf(apps: readonly DrillResult[], time: Date, view: DrillView): readonly StateRow[] {
  return apps.map((app) => ({
    cells: drillCells(app, time),
    notes: notesOf(app, view),
    paint: paintVerdict(view.style, app.verdict),
  }));
}

function countsOf(apps: readonly DrillResult[], { style }: DrillView): string {
  return verdictCounts(
    apps.map(({ verdict }) => verdict),
    style,
  );
}

/** The cells of one app, in the order of the headers. */
function drillCells(app: DrillResult, now: Date): readonly string[] {
  const { namespace, name, verdict, chosen, restored } = app;
  const [ms, rate] = [restoreMs(app), bytesPerSecond(app)];
  return [
    plainLine(`${namespace}/${name}`),
    verdictText(verdict),
    chosen === undefined ? '–' : shortId(chosen.snapshot.id),
    agoText(chosen?.dataTime, now),
    restored === undefined ? '–' : restored.entries.toLocaleString('en-US'),
    restored?.bytes === undefined ? '–' : sizeText(restored.bytes),
    ms === undefined ? '–' : durationText(ms),
    rate === undefined ? '–' : `${sizeText(rate)}/s`,
  ];
}

function notesOf(app: DrillResult, view: DrillView): readonly string[] {
  const { style } = view;
  const { message, details, hint, check } = app;
  const compared = checkText(app);
  const width = Math.min(view.columns ?? 80, 120) - indent.length;
  return [
    ...(message === '' ? [] : wrapText(plainLine(message), width).map((line) => indent + line)),
    ...evidenceLines(details, `${indent}  `, view),
    ...(hint === undefined ? [] : hintLines(hint).map((line) => `  ${line}`)),
    ...(check?.kind === 'same' ? [style.quiet(`${indent}${compared}`)] : []),
    ...warningsOf(app).flatMap(({ text, hint: removal }) => [
      ...wrapText(plainLine(text), width - 2).map((line, index) =>
        index === 0 ? `${indent}${style.warning('!')} ${line}` : `${indent}  ${line}`,
      ),
      ...(removal === undefined ? [] : [`${indent}→ ${plainLine(removal)}`]),
    ]),
  ];
}

function warningsOf({ check, chosen, left, evidence }: DrillResult): readonly { text: string; hint?: string }[] {
  const others = check?.kind === 'same' ? check.attributes : 0;
  return [
    ...(others === 0 ? [] : [{ text: `${others.toLocaleString('en-US')} with another owner, mode or time` }]),
    ...(chosen?.ownership?.warnings ?? []).map((text) => ({ text })),
    ...left.map(({ what, why, hint }) => ({ text: `${what} is left: ${why}`, hint })),
    ...(evidence.kind === 'not-written' ? [{ text: `the drill was not recorded on the app: ${evidence.why}` }] : []),
  ];
}

/** What was compared, and how the command of --check ended. */
function checkText({ check, checkCommand }: DrillResult): string {
  if (check?.kind !== 'same') return '';
  return comparedText(check) + (checkCommand?.exitCode === 0 ? '; --check passed' : '');
}

/** What a comparison without differences has compared. */
function comparedText({ entries }: { readonly entries: number }): string {
  const what = `${entries.toLocaleString('en-US')} ${entries === 1 ? 'entry' : 'entries'}`;
  return `${what} compared with the repository: no differences`;
}

/** The evidence for a report or an issue; quoted text cannot format anything. */
export function drillMarkdown({ apps, time }: DrillReport, title = 'volsyncctl drill'): string {
  const headers = [...drillHeaders.map((header) => header.toLowerCase()), 'snapshot saved', 'why', 'fix'];
  return [
    `# ${title}`,
    '',
    `${rfc3339(time)} · ${apps.length} apps`,
    '',
    `| ${headers.join(' | ')} |`,
    `|${'---|'.repeat(headers.length)}`,
    ...apps.map((app) => `| ${cellsOf(app, time).join(' | ')} |`),
    '',
  ].join('\n');
}

function cellsOf(app: DrillResult, time: Date): readonly string[] {
  const { chosen, message, hint } = app;
  const why = message === '' ? checkText(app) : message;
  return [
    ...drillCells(app, time).map(markdownText),
    markdownText(rfc3339(chosen?.snapshot.time) ?? '–'),
    markdownText(why),
    hint === undefined ? '' : codeText(hint),
  ];
}
