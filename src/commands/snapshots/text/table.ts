import type { ListedSnapshot, SeenSnapshots } from '../../../repository/snapshots-result.ts';
import { isMoverSnapshot, shortId } from '../../../restic/snapshots.ts';
import { agoText } from '../../../text/age.ts';
import { olderDataText } from '../../../text/older-data.ts';
import { plainLine } from '../../../foreign-text.ts';
import { sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import { renderTable, type Row } from '../../../text/table.ts';
import { timeText } from '../../../text/time-text.ts';
import { wrapText } from '../../../text/wrap.ts';

/** How the table is to be drawn. */
export interface TableView {
  readonly style: Style;
  /** Of the terminal; undefined where there is none, then nothing is left out. */
  readonly columns: number | undefined;
  readonly isWide: boolean;
}

const headers = ['SNAPSHOT', 'PREVIOUS', 'TIME', 'AGE', 'FILES', 'SIZE', 'ADDED'] as const;
const wideHeaders = [...headers, 'STORED', 'PARENT', 'HOST', 'PATH'] as const;

/** The snapshots of one app, with a mark at the one that a restore would take; nothing where there is none. */
export function snapshotsTable({ snapshots, choice, seenAt }: SeenSnapshots, view: TableView): string {
  if (snapshots.length === 0) return '';
  const chosen = choice?.kind === 'chosen' ? choice.snapshot.id : undefined;
  const markOf = ({ id }: ListedSnapshot) => (chosen === undefined ? [] : [id === chosen ? '►' : '']);
  const rows = snapshots.map((snapshot): Row => {
    return {
      cells: [...markOf(snapshot), ...cellsOf(snapshot, seenAt, view.isWide)],
      notes: notesOf(snapshot, seenAt, view),
    };
  });
  return renderTable(rows, {
    headers: [...(chosen === undefined ? [] : ['']), ...(view.isWide ? wideHeaders : headers)],
    fit: view.isWide || view.columns === undefined ? undefined : { columns: view.columns, keep: 4 },
    paint: (text, row) => (chosen !== undefined && snapshots[row]?.id === chosen ? view.style.good(text) : text),
  });
}

function cellsOf(snapshot: ListedSnapshot, now: Date, isWide: boolean): readonly string[] {
  const { id, previous, time, dataTime, summary, parent, host, paths } = snapshot;
  const size = (bytes: number | undefined) => (bytes === undefined ? '–' : sizeText(bytes));
  const cells = [
    shortId(id),
    previous === undefined ? '?' : rangesText(previous) || '–',
    timeText(time),
    agoText(dataTime, now),
    summary === undefined ? '–' : summary.files.toLocaleString('en-US'),
    size(summary?.bytes),
    size(summary?.bytesAdded),
  ];
  if (!isWide) return cells;
  const origin = isMoverSnapshot(snapshot) ? ['–', '–'] : [plainLine(host), paths.map(plainLine).join(', ')];
  return [...cells, size(summary?.bytesStored), parent === undefined ? '–' : shortId(plainLine(parent)), ...origin];
}

/** Thousands of snapshots of one second are one entry: `0–2, 7`. */
function rangesText(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges
    .map(({ first, last }) => (last - first < 2 ? [...new Set([first, last])].join(', ') : `${first}–${last}`))
    .join(', ');
}

/** VolSync restores such a snapshot all the same, where PREVIOUS has a number for it. */
function notesOf(snapshot: ListedSnapshot, now: Date, view: TableView): readonly string[] {
  const older = olderDataText(snapshot.time, snapshot.dataTime, now);
  const age = older === undefined ? [] : wrapText(older, 76).map((line) => view.style.quiet(`    ${line}`));
  return [...age, ...originNotes(snapshot, view)];
}

function originNotes(snapshot: ListedSnapshot, { style, isWide }: TableView): readonly string[] {
  const { host, paths, origin } = snapshot;
  switch (origin.kind) {
    case 'foreign':
      if (origin.why === 'unclaimed') return [style.warning('    foreign: no sync in this cluster made it')];
      if (origin.why === 'other-repository') {
        return [style.warning("    unknown origin: the app's last sync saved nothing in this repository")];
      }
      return isWide
        ? []
        : [style.quiet(`    not from VolSync: host ${plainLine(host)}, path ${paths.map(plainLine).join(', ')}`)];
    case 'other-app':
      return [style.warning(`    from ${plainLine(origin.app)}, whose ReplicationSource reports it`)];
    case 'rewritten':
      return [style.warning(`    rewritten: was ${shortId(plainLine(origin.of))}`)];
    case 'failed-mover':
      return [style.warning('    its mover failed afterwards: files may be missing')];
    case 'own':
    case 'earlier':
    case 'running-sync':
      return [];
  }
}
