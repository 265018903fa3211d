import {
  entriesOf,
  shownLevel,
  newLevel,
  parentRows,
  roomFor,
  selectedEntry,
  unlisted,
  withLevel,
  type Key,
} from './browser-state.ts';
import type { BrowserState, FolderLevel } from './browser-state.ts';
import type { ScreenSize } from '../../../cli/browsed-files.ts';
import { nameOf, type NamedEntry, type SortOrder } from './folder-listing.ts';
import { pressInPreview, previewInSight } from './preview-keys.ts';
import { movedBy, movingKey, windowTop, within } from './row-window.ts';
import { pathText } from '../../../text/path-text.ts';

/** The state after a key. */
export function press(state: BrowserState, key: Key, size: ScreenSize): BrowserState {
  const before = { ...state, status: state.download === undefined ? undefined : state.status };
  if (isQuit(key) && !state.isTyping && state.download !== undefined) return { ...before, ...stopped };
  if (state.preview !== undefined) {
    const { entry } = state.preview;
    if (key.sequence === 'd') return downloading(before, { entry, name: nameOf(entry.path) });
    return pressInPreview(before, state.preview, { key, size });
  }
  const page = roomFor(state, size);
  const cursor = movedBy(state.isTyping ? key.name : movingKey(key), shownLevel(state).cursor, page);
  if (cursor !== undefined) return inSight(withLevel(before, { cursor, wanted: undefined }), size);
  return inSight(state.isTyping ? typed(before, key) : commanded(before, key), size);
}

/** Scrolls so that the row with the cursor is visible; also after a resize. */
export function inSight(before: BrowserState, size: ScreenSize): BrowserState {
  const state = previewInSight(before, size);
  const { cursor: asked, top: topBefore } = shownLevel(state);
  const count = entriesOf(state).length + parentRows(state);
  const cursor = within(asked, count);
  const top = windowTop(topBefore, cursor, { count, room: roomFor(state, size) });
  return cursor === asked && top === topBefore ? state : withLevel(state, { cursor, top });
}

/** Moves the cursor to the entry with this path, or to the first entry if it is not listed. */
export function onPath(state: BrowserState, path: string | undefined): BrowserState {
  const index = path === undefined ? -1 : entriesOf(state).findIndex(({ entry }) => entry.path === path);
  return withLevel(state, { cursor: parentRows(state) + Math.max(0, index) });
}

/** Remembers the selected entry, to return to it after the folder was read again. */
export function wantingSelected(state: BrowserState): BrowserState {
  return withLevel(state, { wanted: selectedEntry(state)?.entry.path ?? shownLevel(state).wanted });
}

const stopped = { download: undefined, status: { text: 'download stopped', isProblem: true } };

function isQuit({ name, sequence }: Key): boolean {
  return name === 'escape' || sequence === 'q';
}

/** Keys that edit the filter. */
function typed(state: BrowserState, key: Key): BrowserState {
  const { filter } = shownLevel(state);
  if (key.name === 'escape') return filtered({ ...state, isTyping: false }, '');
  if (key.name === 'return' || key.name === 'enter' || key.name === 'right') return { ...state, isTyping: false };
  if (key.name === 'backspace') {
    return filter === '' ? { ...state, isTyping: false } : filtered(state, Array.from(filter).slice(0, -1).join(''));
  }
  const letters = key.sequence ?? '';
  return key.ctrl === true || !/^\P{Cc}+$/u.test(letters) ? state : filtered(state, filter + letters);
}

/** A longer filter moves to its first match; without a match the cursor stays on its entry. */
function filtered(state: BrowserState, filter: string): BrowserState {
  const selected = selectedEntry(state)?.entry.path;
  return onPath(withLevel(state, { filter, top: 0 }), filter === '' ? selected : undefined);
}

function commanded(state: BrowserState, key: Key): BrowserState {
  switch (key.name) {
    case 'return':
    case 'enter':
    case 'right':
      return opened(state);
    case 'left':
    case 'backspace':
      return back(state);
    case 'escape':
      return escaped(state);
    default:
      return key.ctrl === true ? state : lettered(state, key.sequence ?? '');
  }
}

/**
 * Goes back one step: clears the filter, or goes to the parent; the root can only be left with q, because opening the
 * volume again takes a while.
 */
function escaped(state: BrowserState): BrowserState {
  if (shownLevel(state).filter !== '') return filtered(state, '');
  return parentRows(state) > 0 ? back(state) : { ...state, status: { text: 'q quits', isProblem: false } };
}

function lettered(state: BrowserState, letter: string): BrowserState {
  switch (letter) {
    case '/':
      return { ...state, isTyping: true };
    case '?':
      return { ...state, isHelpShown: !state.isHelpShown };
    case 'n':
      return sorted(state, 'name');
    case 'z':
      return sorted(state, 'size');
    case 't':
      return sorted(state, 'time');
    case 'r':
      return reloaded(state);
    case 'd':
      return downloading(state, selectedEntry(state));
    case 's':
      return { ...state, end: 'shell' };
    case 'q':
      return { ...state, end: 'quit' };
    default:
      return state;
  }
}

/** The key of the present order reverses it. */
function sorted(state: BrowserState, by: SortOrder['by']): BrowserState {
  const order = { by, isReversed: state.order.by === by && !state.order.isReversed };
  return onPath({ ...state, order }, selectedEntry(state)?.entry.path);
}

function reloaded(state: BrowserState): BrowserState {
  return { ...wantingSelected(state), work: { kind: 'list', folder: shownLevel(state).folder } };
}

function opened(state: BrowserState): BrowserState {
  const selected = selectedEntry(state);
  if (selected === undefined) return parentRows(state) > 0 ? back(state) : state;
  const { entry, name } = selected;
  if (entry.type === 'file') {
    return { ...state, preview: { entry, bytes: undefined, top: 0 }, work: { kind: 'read', entry } };
  }
  if (entry.type !== 'dir') return { ...state, status: { text: closedText(selected), isProblem: false } };
  const folder = `${shownLevel(state).folder.replace(/\/$/, '')}/${name}`;
  const [root, ...rest] = state.levels;
  return { ...state, levels: [root, ...rest, newLevel(folder)], work: { kind: 'list', folder } };
}

function closedText({ entry, name }: NamedEntry): string {
  if (entry.type !== 'symlink') return `${pathText(name)} is a ${entry.type} and has no content`;
  const target = entry.target === undefined ? 'a link' : `a link to ${pathText(entry.target)}`;
  return `${pathText(name)} is ${target}; links are not followed`;
}

/** Goes to the parent, reading it if necessary; an unfinished read of this folder is cancelled. */
function back(state: BrowserState): BrowserState {
  const [root, ...rest] = state.levels;
  if (rest.length === 0) return { ...state, work: unlisted(root) && state.work };
  const levels: readonly [FolderLevel, ...FolderLevel[]] = [root, ...rest.slice(0, -1)];
  return { ...state, levels, work: unlisted(levels.at(-1) ?? root) };
}

/** Starts the download of this entry to the operator's machine; one at a time. */
function downloading(state: BrowserState, selected: NamedEntry | undefined): BrowserState {
  if (selected === undefined) return state;
  if (state.download !== undefined) {
    return { ...state, status: { text: 'one download at a time; esc stops the running one', isProblem: true } };
  }
  const text = `downloading ${pathText(selected.name)} … esc stops it`;
  return { ...state, download: selected.entry, status: { text, isProblem: false } };
}
