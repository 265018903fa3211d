import { plainLine } from '../../../foreign-text.ts';
import { drillText } from '../../../text/drill.ts';
import { agoText } from '../../../text/age.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import { countText, sizeText } from '../../../text/size.ts';
import { timeText } from '../../../text/time-text.ts';
import { verdictText } from '../../../text/verdict-labels.ts';
import type { BackupReport, ReportedApp } from '../operation.ts';
import { escaped } from './escape.ts';
import { sizesSvg, timelineSvg } from './timeline.ts';

/** How commands are typed by the person who created the report. */
export interface RowView extends Pick<BackupReport, 'since' | 'time'> {
  readonly typed: (command: string) => string;
}

/** The columns, in order. */
export const columns = ['App', 'Verdict', 'Latest data', 'Snapshots', 'Size', 'Last drill', 'Time line'] as const;

/** Whether it needs attention: everything except protected without any notes. */
function needsAttention({ verdict, problems, missedRuns = [] }: ReportedApp): boolean {
  return [verdict.warnings, problems, missedRuns].some((said) => said.length > 0) || verdict.verdict !== 'protected';
}

/** One app: its row, and the notes below it. */
export function appRows(app: ReportedApp, view: RowView): string {
  const { verdict } = app;
  const name = escaped(`${verdict.namespace}/${verdict.name}`);
  const notes = notesOf(app, view);
  const more =
    notes.length === 0
      ? ''
      : `<tr role="row" class="more"><td role="cell" colspan="7"><ul>${notes.join('')}</ul></td></tr>`;
  const cells = [
    `<th role="rowheader" scope="row">${name}</th>`,
    `<td role="cell" class="v">${verdictText(verdict.verdict)}</td>`,
    cell(columns[2], 'n', dataText(app, view)),
    cell(columns[3], 'n', countCell(app)),
    cell(columns[4], 's', sizeCell(app, view)),
    cell(columns[5], 'd', escaped(drillText(app.drill, view.time))),
    cell(columns[6], 'l', timelineSvg(app, view)),
  ];
  const attention = needsAttention(app) ? '1' : '0';
  return `<tbody role="rowgroup" class="${verdict.verdict}" data-app="${name.toLowerCase()}" data-attention="${attention}"><tr role="row">${cells.join('')}</tr>${more}</tbody>\n`;
}

function cell(column: string, kind: string, content: string): string {
  return `<td role="cell" class="${kind}" data-h="${column}">${content}</td>`;
}

function dataText({ verdict: { dataTime, seenAt } }: ReportedApp, { time }: RowView): string {
  if (dataTime === undefined) return unknown;
  return `<time datetime="${rfc3339(dataTime)}">${timeText(dataTime)}</time> <small>${agoText(dataTime, seenAt ?? time)}</small>`;
}

const unknown = '<span class="none">not known</span>';

function countCell({ verdict: { snapshots, promised } }: ReportedApp): string {
  if (snapshots === undefined) return unknown;
  return promised === undefined || snapshots >= promised
    ? String(snapshots)
    : `${snapshots} <small>of ${promised}</small>`;
}

function sizeCell(app: ReportedApp, view: RowView): string {
  const bytes = app.verdict.newest?.summary?.bytes;
  return `${bytes === undefined ? unknown : sizeText(bytes)}${sizesSvg(app, view)}`;
}

/** More gaps than these are easier to see than to read. */
const readGaps = 3;

function notesOf(
  { verdict, problems, missedRuns = [], schedule }: ReportedApp,
  { typed, since }: RowView,
): readonly string[] {
  const note = (text: string, hint?: string) =>
    `<li>${escaped(text)}${(hint ?? '')
      .split('\n')
      .filter(Boolean)
      .map((way) => ` <code>${escaped(typed(way))}</code>`)
      .join('')}</li>`;
  const gaps = missedRuns.slice(-readGaps).map((gap) => {
    const from = gap.since < since ? since : gap.since;
    return note(`no backup from ${timeText(from)} to ${timeText(gap.until)} (${countText(gap.count, 'run')} missed)`);
  });
  const others = missedRuns.length - gaps.length;
  return [
    ...(verdict.message === '' ? [] : [note([verdict.message, ...verdict.details].join(' · '), verdict.hint)]),
    ...problems.map(({ message, hint }) => note(message, hint)),
    ...verdict.warnings.map((warning) => note(warning)),
    ...gaps,
    ...(others > 0
      ? [note(`and ${countText(others, 'earlier gap')}; the schedule is "${plainLine(schedule ?? '')}"`)]
      : []),
  ];
}
