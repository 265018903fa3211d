import { brokenLines, padded, shortened, widthOf } from '../../render/fit-width.ts';
import { pathText } from '../../render/path-text.ts';
import { plainLine } from '../../render/plain.ts';
import { countText, sizeText } from '../../render/size.ts';
import type { Style } from '../../render/style.ts';
import { entriesOf, helpRows, levelOf, parentRows, roomFor, type BrowserState, type Preview } from './browser-state.ts';
import type { ScreenSize } from './browsed-files.ts';
import { fileRow, rowWidths } from './file-row.ts';
import { linesOfPreview } from './preview-keys.ts';

export interface BrowserView {
  readonly title: string;
  readonly hasShell: boolean;
  readonly size: ScreenSize;
  readonly now: Date;
  readonly style: Style;
}

/** The whole screen: as many lines as it has rows, each narrower than it is wide, the last one never empty. */
export function browserScreen(state: BrowserState, view: BrowserView): readonly string[] {
  const { style } = view;
  const columns = view.size.columns - 1; // a full line would have the terminal or inquirer begin another
  const fits = { ...view, size: { ...view.size, columns } };
  const room = roomFor(state, view.size);
  const rows = state.preview === undefined ? listRows(state, fits, room) : previewRows(state.preview, columns, room);
  const filled = [...rows, ...Array.from({ length: room - rows.length }, () => '')];
  const keys = keyLines(state, view.hasShell, columns).map((line) => style.quiet(line));
  return [titleLine(state, fits), ...filled, statusLine(state, fits), ...keys].slice(-view.size.rows);
}

function titleLine(state: BrowserState, { title, size, style }: BrowserView): string {
  const [place, right] = [plainLine(title), positionText(state, size)];
  const path = pathText(state.preview?.entry.path ?? levelOf(state).folder);
  const room = size.columns - widthOf(right) - 2;
  const placeShown = shortened(place, Math.max(0, Math.min(widthOf(place), room - 12)));
  const left = `${placeShown} · ${shortened(path, Math.max(8, room - widthOf(placeShown) - 3))}`;
  return shortened(left, room) === left ? `${style.strong(padded(left, room))}  ${right}` : shortened(left, size.columns);
}

function positionText(state: BrowserState, size: ScreenSize): string {
  if (state.preview !== undefined) return previewPosition(state.preview, size.columns, roomFor(state, size));
  const { listing, filter } = levelOf(state);
  if (listing === undefined) return '';
  const total = listing.count === 1 ? '1 entry' : countText(listing.count, 'entrie'); // the plural of entry
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
  const count = linesOfPreview(preview, columns).length;
  const { size } = preview.entry;
  const isCut = size !== undefined && preview.bytes.length < size;
  const part = isCut ? `, the first ${sizeText(preview.bytes.length)} of ${sizeText(size)}` : '';
  return `${preview.top + 1}–${Math.min(count, preview.top + room)} of ${countText(count, 'line')}${part}`;
}

function listRows(state: BrowserState, { size, now, style }: BrowserView, room: number): readonly string[] {
  const { listing, cursor, top, filter } = levelOf(state);
  const before = parentRows(state);
  const entries = entriesOf(state);
  const widths = rowWidths(size.columns - 2, listing?.ownerWidth ?? 0);
  const rows = Array.from({ length: Math.min(room, entries.length + before - top) }, (_, row) => {
    const index = top + row;
    const named = entries[index - before];
    const text = named === undefined ? '..' : fileRow(named, widths, now);
    return index === cursor ? style.strong(`❯ ${text}`) : `  ${text}`;
  });
  if (entries.length > 0 || rows.length >= room) return rows;
  const nothing = filter === '' ? 'empty' : `no name here contains ${pathText(filter)}`;
  const why = listing !== undefined ? nothing : state.work === undefined ? 'not listed; r tries again' : 'loading …';
  return [...rows, `  ${style.quiet(shortened(why, size.columns - 2))}`];
}

function previewRows(preview: Preview, columns: number, room: number): readonly string[] {
  if (preview.bytes === undefined) return ['loading …'];
  return linesOfPreview(preview, columns).slice(preview.top, preview.top + room);
}

/** A problem, else the filter, else what is going on. */
function statusLine(state: BrowserState, { size, style }: BrowserView): string {
  const { filter } = levelOf(state);
  if (state.isTyping) return `/${shortened(pathText(filter), size.columns - 2)}▏`;
  const { status } = state;
  if (status !== undefined) {
    const line = shortened(`${status.isProblem ? '✗ ' : ''}${pathLine(status.text)}`, size.columns);
    return status.isProblem ? style.bad(line) : line;
  }
  if (state.work?.kind === 'list' && levelOf(state).listing !== undefined) return 'loading …';
  return filter === '' || state.preview !== undefined ? '' : `filter: ${shortened(pathText(filter), size.columns - 8)}`;
}

function pathLine(text: string): string {
  return plainLine(text).replaceAll('\t', ' ');
}

function keyLines(state: BrowserState, hasShell: boolean, columns: number): readonly string[] {
  if (state.isTyping) return oneLine(state, 'type to filter · ↑ ↓ move · enter keep it · esc clear it', columns);
  if (state.preview !== undefined) {
    const more = ['↑ ↓ one line · page up, page down, space one page · home, end', 'd download · ? fewer keys · Ctrl-C quit'];
    return helpOr(state, '↑ ↓ page up page down scroll · d download · ← back · ? keys', more, columns);
  }
  const shell = hasShell ? 's shell · ' : '';
  const more = [
    '↑ ↓ page up page down home end move · enter, → open or show · ←, backspace back',
    'sort by n name · z size · t time, again to reverse · r read again',
    `/ filter · d download · ${shell}esc clear filter, stop download, quit`,
  ];
  const short = `enter open · ← back · / filter · d download · ${shell}? keys · q quit`;
  return helpOr(state, short, more, columns);
}

function helpOr(state: BrowserState, short: string, more: readonly string[], columns: number): readonly string[] {
  if (!state.isHelpShown) return [shortened(short, columns)];
  return oneLine(state, [...more, ...['? fewer keys · q quit']].join('\n'), columns);
}

/** As many lines as the keys have room for. */
function oneLine({ isHelpShown }: BrowserState, text: string, columns: number): readonly string[] {
  const lines = text.split('\n').flatMap((line) => brokenLines(line, columns));
  const count = isHelpShown ? helpRows + 1 : 1;
  const shown = lines.slice(0, count);
  return [...Array.from({ length: count - shown.length }, () => ''), ...shown];
}
