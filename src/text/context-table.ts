import { plainLine } from '../foreign-text.ts';
import { outcomeOfFailure, type ContextRun, type InContext } from './context-runs.ts';
import { evidenceLines, hintLines } from './failure.ts';
import type { Style } from './style.ts';
import { renderTable, type Row } from './table.ts';
import { wrapText } from './wrap.ts';

/** A row whose state has a color. */
export interface StateRow extends Row {
  readonly paint: (text: string) => string;
}

/** How to show a table of several contexts. */
export interface ContextsView {
  readonly style: Style;
  readonly columns: number | undefined;
  readonly isWide: boolean;
  readonly hasHeaders: boolean;
  /** Headers of the command's own columns, without the context; undefined shows no headers. */
  readonly headers: readonly string[] | undefined;
  /** The index of the state column in them. */
  readonly stateColumn: number;
  /** Rows are in the requested order, not grouped by context. */
  readonly isSorted: boolean;
  /** Returns commands in a line about one context as typed for it. */
  typedIn(context: string, line: string): string;
}

/** Rows of several contexts as one table; a context that could not be examined has a row of its own. */
export function renderContextTable(
  rows: readonly InContext<StateRow>[],
  runs: readonly ContextRun<unknown>[],
  view: ContextsView,
): string {
  const { columns, isWide, hasHeaders, headers, stateColumn } = view;
  const all = view.isSorted
    ? [...rows, ...runs.flatMap((run) => ownRow(run, view))]
    : runs.flatMap((run) => [...ownRow(run, view), ...rows.filter(({ context }) => context === run.context)]);
  if (all.length === 0) return '';
  const shown = all.map(({ context, item }) => ({
    cells: [plainLine(context), ...item.cells],
    notes: hasHeaders ? (item.notes ?? []).map((line) => view.typedIn(context, line)) : [],
  }));
  return renderTable(shown, {
    headers: headers === undefined ? undefined : ['CONTEXT', ...headers],
    fit: isWide || columns === undefined ? undefined : { columns, keep: stateColumn + 4 },
    paint: (text, row, column) => (column === stateColumn + 1 ? (all[row]?.item.paint(text) ?? text) : text),
  });
}

/** The text that is shown for a context instead of its apps. */
function ownRow(run: ContextRun<unknown>, view: ContextsView): readonly InContext<StateRow>[] {
  if ('result' in run) return [];
  const { style, stateColumn, columns } = view;
  const [word, paint, notes] =
    'sameAs' in run
      ? [
          `· as ${plainLine(run.sameAs)}`,
          style.quiet,
          [style.quiet(`    the same cluster as ${plainLine(run.sameAs)}, examined once`)],
        ]
      : [stateOf(run.failure), style.warning, failureNotes(run.failure, { columns, style })];
  const cells = [...Array.from({ length: stateColumn }, () => ''), word];
  return [{ context: run.context, item: { cells, notes, paint } }];
}

type FailedRun = Extract<ContextRun<unknown>, { failure: unknown }>;

function stateOf(failure: FailedRun['failure']): string {
  const outcome = outcomeOfFailure(failure);
  return outcome === 'unknown' ? '? unknown' : `✗ ${outcome.replaceAll('-', ' ')}`;
}

function failureNotes(
  { message, details, hint }: FailedRun['failure'],
  { columns, style }: Pick<ContextsView, 'columns' | 'style'>,
): readonly string[] {
  const indent = '    ';
  const width = Math.min(columns ?? 80, 120) - indent.length;
  return [
    ...wrapText(plainLine(message), width).map((line) => indent + line),
    ...evidenceLines(details, `${indent}  `, { style, columns }),
    ...(hint === undefined ? [] : hintLines(hint).map((line) => `  ${line}`)),
  ];
}
