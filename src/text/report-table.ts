import Table from 'cli-table3';
import { wrapText } from './wrap.ts';

/** A row of a report; a cell may have several paragraphs, each of which starts a new line. */
export type ReportRow = readonly (string | readonly string[])[];

export interface ReportTableOptions {
  readonly headers?: readonly string[];
  /** Width of the terminal; undefined without one, and then 80. */
  readonly columns: number | undefined;
  /** The columns that may be wrapped, the first one first. */
  readonly wraps: readonly number[];
  /** Drops columns from the right while the table is wider than the terminal, down to `keep` columns. */
  readonly keep?: number | undefined;
  /** Draws a line between rows if several cells of a row have several lines. */
  readonly isRuled?: boolean;
  /** Emphasis of a line of a cell. */
  readonly paint?: (line: string, place: LinePlace) => string;
}

/** The position of a line; rows are counted without the headers. */
export interface LinePlace {
  readonly row: number;
  readonly column: number;
  readonly paragraph: number;
}

/** Wider lines are hard to read. */
export const widestReport = 120;

/**
 * A framed table for people, no wider than the terminal if its words allow it. Words are never cut; lines break at
 * blanks, and after a slash if a word is longer than its column. Cells are plain text.
 */
export function reportTable(rows: readonly ReportRow[], options: ReportTableOptions): string {
  const { headers, keep = Infinity, columns = 80 } = options;
  const all = headers === undefined ? rows : [headers, ...rows];
  const room = Math.min(columns, widestReport);
  const widths = fitting(naturalWidths(all), all, { ...options, room });
  const count = fittingCount(widths, keep, room);
  const paint = options.paint ?? ((line: string) => line);
  const drawn = rows.map((cells, row) =>
    cells.slice(0, count).map((cell, column) =>
      paragraphsOf(cell)
        .flatMap((text, paragraph) =>
          broken(text, widths[column] ?? 0).map((line) => paint(line, { row, column, paragraph })),
        )
        .join('\n'),
    ),
  );
  const head = headers?.slice(0, count) ?? [];
  const table = new Table({ head, style: { head: [], border: [], compact: options.isRuled !== true } });
  table.push(...drawn);
  return `${table.toString()}\n`;
}

/** The width that cli-table3 adds per cell, and once at the end. */
const frame = 3;

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + frame, 1);
}

function fittingCount(widths: readonly number[], keep: number, room: number): number {
  if (totalOf(widths) <= room || widths.length <= keep) return widths.length;
  return fittingCount(widths.slice(0, -1), keep, room);
}

/** Narrows the columns that may be wrapped, as far as their words allow. */
function fitting(
  natural: readonly number[],
  rows: readonly ReportRow[],
  { wraps, room }: { readonly wraps: readonly number[]; readonly room: number },
): readonly number[] {
  const widths = [...natural];
  for (const breaks of [atBlanks, behindSlashes]) {
    for (const column of wraps) {
      const excess = Math.max(0, totalOf(widths) - room);
      const longest = Math.max(0, ...rows.map((row) => longestPart(paragraphsOf(row[column]), breaks)));
      widths[column] = Math.max(Math.min(longest, widths[column] ?? 0), (widths[column] ?? 0) - excess);
    }
  }
  return widths;
}

function naturalWidths(rows: readonly ReportRow[]): readonly number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.flatMap((row) => paragraphsOf(row[column]).map((text) => text.length))),
  );
}

function paragraphsOf(cell: string | readonly string[] = ''): readonly string[] {
  return typeof cell === 'string' ? [cell] : cell;
}

const atBlanks = /\s+/;
/** For a word that is longer than its column, and only there. */
const behindSlashes = /\s+|(?<=\/)/;

function longestPart(paragraphs: readonly string[], breaks: RegExp): number {
  return Math.max(0, ...paragraphs.flatMap((text) => text.split(breaks)).map((part) => part.length));
}

function broken(text: string, width: number): readonly string[] {
  return text.length <= width ? [text] : wrapText(brokenWords(text, width), width);
}

/** Splits words that are longer than the line into parts that end with a slash and are as long as possible. */
function brokenWords(text: string, width: number): string {
  return text
    .split(atBlanks)
    .flatMap((word) => {
      const parts: string[] = [];
      for (const part of word.split(behindSlashes)) {
        const longer = (parts.at(-1) ?? '') + part;
        if (parts.length > 0 && longer.length <= width) parts[parts.length - 1] = longer;
        else parts.push(part);
      }
      return parts;
    })
    .join(' ');
}
