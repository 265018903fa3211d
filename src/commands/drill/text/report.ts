import { plainLine } from '../../../foreign-text.ts';
import { shortId } from '../../../restic/snapshots.ts';
import { agoText, durationText } from '../../../text/age.ts';
import { hintLines } from '../../../text/failure.ts';
import { sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
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

/** The verdicts as a table, and under each what has to be known of it. */
export function renderDrill({ apps, time, tookMs }: DrillReport, view: DrillView): string {
  if (apps.length === 0) return '';
  const table = renderTable(
    apps.map((app) => ({ cells: drillCells(app, time), notes: notesOf(app, view) })),
    {
      headers: drillHeaders,
      fit: view.columns === undefined ? undefined : { columns: view.columns, keep: 4 },
      paint: (text, row, column) =>
        column === 1 ? paintVerdict(view.style, apps[row]?.verdict ?? 'unknown')(text) : text,
    },
  );
  const counts = verdictCounts(
    apps.map(({ verdict }) => verdict),
    view.style,
  );
  return `${table}${counts} · ${durationText(tookMs)}\n`;
}

/** What is said of one app, in the order of the headers. */
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
  const width = Math.min(view.columns ?? 80, 120) - indent.length;
  return [
    ...(message === '' ? [] : wrapText(plainLine(message), width).map((line) => indent + line)),
    ...details.map((line) => style.quiet(`${indent}  ${plainLine(line)}`)),
    ...(hint === undefined ? [] : hintLines(hint).map((line) => `  ${line}`)),
    ...(check?.kind === 'same' ? [style.quiet(`${indent}${comparedText(check)}`)] : []),
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

/** What a comparison without differences has compared. */
function comparedText({ entries }: { readonly entries: number }): string {
  const what = `${entries.toLocaleString('en-US')} ${entries === 1 ? 'entry' : 'entries'}`;
  return `${what} compared with the repository: no differences`;
}

/** The evidence for a report or an issue; what it quotes cannot format anything. */
export function drillMarkdown({ apps, time }: DrillReport): string {
  const headers = [...drillHeaders.map((header) => header.toLowerCase()), 'snapshot saved', 'why', 'fix'];
  return [
    '# volsyncctl drill',
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
  const { chosen, check, message, hint } = app;
  const why = check?.kind === 'same' ? comparedText(check) : message;
  return [
    ...drillCells(app, time).map(markdownText),
    markdownText(rfc3339(chosen?.snapshot.time) ?? '–'),
    markdownText(why),
    hint === undefined ? '' : codeText(hint),
  ];
}
