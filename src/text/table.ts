/** One line of a table, and its notes. */
export interface Row {
  readonly cells: readonly string[];
  /** Full lines below the row, already formatted. */
  readonly notes?: readonly string[];
}

export interface TableOptions {
  /** Undefined for further rows of a table that was started before. */
  readonly headers: readonly string[] | undefined;
  /** Minimum widths, for rows that continue a table. */
  readonly widths?: readonly number[];
  /** Drops columns from the right while the table is wider than `columns`, down to `keep` columns. */
  readonly fit?: { readonly columns: number; readonly keep: number } | undefined;
  /** Emphasis of a cell, applied after padding so that it cannot disturb the columns. */
  readonly paint?: (text: string, row: number, column: number) => string;
}

const gap = '  ';

/**
 * A table in kubectl's style: no borders, columns as wide as their longest cell, nothing cut. Cells are plain text of
 * single-width characters (names, ages, ids). cli-table3 needs 0.17 s for 1,000 rows and 1.5 s for 5,000; this needs a
 * few milliseconds.
 */
export function renderTable(rows: readonly Row[], options: TableOptions): string {
  const { headers, widths: atLeast = [], fit, paint } = options;
  const natural = columnWidths(rows, headers ?? []).map((width, column) => Math.max(width, atLeast[column] ?? 0));
  const widths = fit === undefined ? natural : fitting(natural, fit);
  const lines = headers === undefined ? [] : [lineOf(headers, widths, (text) => text)];
  for (const [index, row] of rows.entries()) {
    lines.push(lineOf(row.cells, widths, (text, column) => paint?.(text, index, column) ?? text));
    lines.push(...(row.notes ?? []));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** A longer cell shifts only its own line, so that one cell does not make thousands of lines long. */
const widest = 200;

/** The column widths of a table with these rows. */
export function columnWidths(rows: readonly Row[], headers: readonly string[]): readonly number[] {
  const widths = headers.map((header) => header.length);
  for (const { cells } of rows) {
    for (const [column, cell] of cells.entries())
      widths[column] = Math.max(widths[column] ?? 0, Math.min(cell.length, widest));
  }
  return widths;
}

function fitting(widths: readonly number[], { columns, keep }: { columns: number; keep: number }): readonly number[] {
  const total = widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
  return total <= columns || widths.length <= keep ? widths : fitting(widths.slice(0, -1), { columns, keep });
}

/** The last column is not padded, so that no line has trailing blanks. */
function lineOf(
  cells: readonly string[],
  widths: readonly number[],
  paint: (text: string, column: number) => string,
): string {
  const shown = cells.slice(0, widths.length);
  const last = shown.findLastIndex((cell) => cell !== '');
  return shown
    .slice(0, last + 1)
    .map((cell, column) => {
      const padding = column === last ? '' : ' '.repeat(Math.max(0, (widths[column] ?? 0) - cell.length)) + gap;
      return paint(cell, column) + padding;
    })
    .join('');
}
