import { padded, shortened, widthOf, brokenLines } from '../text/fit-width.ts';
import { pathText } from '../../../text/path-text.ts';
import { plainLine } from '../../../foreign-text.ts';
import { countText, sizeText } from '../../../text/size.ts';
import type { Style } from '../../../text/style.ts';
import {
  entriesOf,
  shownLevel,
  parentRows,
  roomFor,
  type BrowserState,
  type Preview,
  helpRows,
} from './browser-state.ts';
import type { ScreenSize } from '../../../cli/browsed-files.ts';
import { fileRow, rowWidths } from './file-row.ts';
import { textOfPreview } from './preview-keys.ts';

export interface BrowserView {
  readonly title: string;
  readonly hasShell: boolean;
  readonly size: ScreenSize;
  readonly now: Date;
  readonly style: Style;
}

/** The whole screen: as many lines as it has rows, each narrower than its width, the last one never empty. */
export function browserScreen(state: BrowserState, view: BrowserView): readonly string[] {
  const { style } = view;
  const columns = view.size.columns - 1; // after a full line, the terminal or inquirer would start another one
  const fits = { ...view, size: { ...view.size, columns } };
  const room = roomFor(state, view.size);
  const rows = state.preview === undefined ? listRows(state, fits, room) : previewRows(state.preview, columns, room);
  const filled = [...rows, ...Array.from({ length: room - rows.length }, () => '')];
  const keys = keyLines(state, { hasShell: view.hasShell, columns }).map((line) => style.quiet(line));
  return [titleLine(state, fits), ...filled, statusLine(state, fits), ...keys].slice(-view.size.rows);
}

function titleLine(state: BrowserState, { title, size, style }: BrowserView): string {
  const [place, right] = [plainLine(title), positionText(state, size)] as const;
  const path = pathText(state.preview?.entry.path ?? shownLevel(state).folder);
  const room = size.columns - widthOf(right) - 2;
  const placeShown = shortened(place, room - leastPath);
  if (widthOf(placeShown) < Math.min(leastPlace, widthOf(place))) return style.strong(shortened(path, size.columns));
  const left = `${placeShown} · ${shortened(path, room - widthOf(placeShown) - 3)}`;
  return `${style.strong(padded(left, room))}  ${right}`;
}

/** The minimum width for the folder in the title; less than this is useless. */
const leastPath = 15;
const leastPlace = 8;

function positionText(state: BrowserState, size: ScreenSize): string {
  if (state.preview !== undefined) return previewPosition(state.preview, size.columns, roomFor(state, size));
  const { listing, filter } = shownLevel(state);
  if (listing === undefined) return '';
  const entries = `${listing.count.toLocaleString('en-US')} ${listing.count === 1 ? 'entry' : 'entries'}`;
  const total = listing.isWhole ? entries : `the first ${entries}`;
  const count = filter === '' ? total : `${entriesOf(state).length.toLocaleString('en-US')} of ${total}`;
  return `${count}, ${orderText(state)}`;
}

function orderText({ order: { by, isReversed } }: BrowserState): string {
  const [first, reversed] = {
    name: ['by name', 'by name, reversed'],
    size: ['largest first', 'smallest first'],
    time: ['newest first', 'oldest first'],
  }[by] as [string, string];
  return isReversed ? reversed : first;
}

function previewPosition(preview: Preview, columns: number, room: number): string {
  if (preview.bytes === undefined) return '';
  const { lines } = textOfPreview(preview, columns);
  return `${preview.top + 1}–${Math.min(lines.length, preview.top + room)} of ${countText(lines.length, 'line')}`;
}

function listRows(state: BrowserState, { size, now, style }: BrowserView, room: number): readonly string[] {
  const { listing, cursor, top, filter } = shownLevel(state);
  const before = parentRows(state);
  const entries = entriesOf(state);
  const widths = rowWidths(size.columns - 2, listing?.ownerWidth ?? 0);
  const rows = Array.from({ length: Math.min(room, entries.length + before - top) }, (_, row) => {
    const index = top + row;
    const named = entries[index - before];
    const text = named === undefined ? '..' : fileRow(named, widths, now);
    return index === cursor ? style.chosen(`❯ ${text}`) : `  ${text}`;
  });
  if (entries.length > 0 || rows.length >= room) return rows;
  const nothing = filter === '' ? 'empty' : `no name contains ${pathText(filter)}`;
  const why = listing?.isWhole === true ? nothing : state.work === undefined ? 'not listed; r retries' : 'loading …';
  return [...rows, `  ${style.quiet(shortened(why, size.columns - 2))}`];
}

function previewRows(preview: Preview, columns: number, room: number): readonly string[] {
  if (preview.bytes === undefined) return ['loading …'];
  return textOfPreview(preview, columns).lines.slice(preview.top, preview.top + room);
}

/** A problem, else the filter, else the current activity. */
function statusLine(state: BrowserState, { size, style }: BrowserView): string {
  const { filter } = shownLevel(state);
  if (state.isTyping) return `/${shortened(pathText(filter), size.columns - 2)}▏`;
  const { status } = state;
  if (status !== undefined) {
    const line = shortened(`${status.isProblem ? '✗ ' : ''}${pathLine(status.text)}`, size.columns);
    return status.isProblem ? style.bad(line) : line;
  }
  if (state.work?.kind === 'list' && shownLevel(state).listing !== undefined) return 'loading …';
  if (state.preview !== undefined) return partText(state.preview, size.columns);
  return filter === '' ? '' : `filter: ${shortened(pathText(filter), size.columns - 8)}`;
}

/** For a file that is shown only in part. */
function partText(preview: Preview, columns: number): string {
  const { textBytes } = textOfPreview(preview, columns);
  const { size } = preview.entry;
  if (textBytes === 0 || size === undefined || textBytes >= size) return '';
  return shortened(`the first ${sizeText(textBytes)} of ${sizeText(size)}; d downloads all of it`, columns);
}

function pathLine(text: string): string {
  return plainLine(text).replaceAll('\t', ' ');
}

interface KeyView {
  readonly hasShell: boolean;
  readonly columns: number;
}

/** The keys that are available: one line, or all of them if requested; the last line is never empty. */
function keyLines(state: BrowserState, view: KeyView): readonly string[] {
  const count = state.isHelpShown ? helpRows + 1 : 1;
  // A terminal that is too narrow shows the beginning of the line.
  const shown = keysOf(state, view.hasShell).map((line) => brokenLines(line, view.columns)[0] ?? line);
  return [...Array.from({ length: count - shown.length }, () => ''), ...shown];
}

/** At most as many lines as fit. */
function keysOf({ isTyping, isHelpShown, preview }: BrowserState, hasShell: boolean): readonly string[] {
  if (isTyping) return ['type to filter · ↑ ↓ move · enter keep filter · esc clear filter'];
  if (preview !== undefined) return isHelpShown ? allPreviewKeys : previewKeys;
  const shell = hasShell ? 's shell · ' : '';
  if (!isHelpShown) return [`enter open · esc back · / filter · d download · ${shell}? keys · q quit`];
  return [
    '↑ ↓ j k page up page down home g end G · enter, → open · esc, ← back',
    'sort by n name · z size · t time, again to reverse · r read again',
    `/ filter · d download · ${shell}esc also clears the filter, stops a download`,
    '? fewer keys · q quit',
  ];
}

const previewKeys = ['↑ ↓ page up page down scroll · d download · esc back · ? keys'];
const allPreviewKeys = [
  '↑ ↓ j k one line · page up, page down, space one page · home g, end G',
  'd download · esc, ←, backspace, q back to the list',
  '? fewer keys · Ctrl-C quit',
];
