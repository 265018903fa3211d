import { brokenLines } from '../../render/fit-width.ts';
import { helpRows, type BrowserState } from './browser-state.ts';

interface KeyView {
  readonly hasShell: boolean;
  readonly columns: number;
}

/** The keys that can be pressed now: one line, or all of them where they were asked for; the last one is never empty. */
export function keyLines(state: BrowserState, view: KeyView): readonly string[] {
  const count = state.isHelpShown ? helpRows + 1 : 1;
  // A terminal that is too narrow for them shows their beginning.
  const shown = keysOf(state, view.hasShell).map((line) => brokenLines(line, view.columns)[0] ?? line);
  return [...Array.from({ length: count - shown.length }, () => ''), ...shown];
}

/** At most as many lines as there is room for. */
function keysOf({ isTyping, isHelpShown, preview }: BrowserState, hasShell: boolean): readonly string[] {
  if (isTyping) return ['type to filter · ↑ ↓ move · enter keep it · esc clear it'];
  if (preview !== undefined) return isHelpShown ? allPreviewKeys : previewKeys;
  const shell = hasShell ? 's shell · ' : '';
  if (!isHelpShown) return [`enter open · ← back · / filter · d download · ${shell}? keys · q quit`];
  return [
    '↑ ↓ page up page down home end move · enter, → open or show · ←, backspace back',
    'sort by n name · z size · t time, again to reverse · r read again',
    `/ filter · d download · ${shell}esc clear filter, stop download, quit`,
    '? fewer keys · q quit',
  ];
}

const previewKeys = ['↑ ↓ page up page down scroll · d download · ← back · ? keys'];
const allPreviewKeys = [
  '↑ ↓ one line · page up, page down, space one page · home, end',
  'd download · ←, backspace, esc, q back to the list',
  '? fewer keys · Ctrl-C quit',
];
