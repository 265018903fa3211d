import type { FileEntry } from '../../../files/file-entry.ts';
import { pathText } from '../../../text/path-text.ts';
import { onPath, wantingSelected } from './browser-keys.ts';
import { shownLevel, parentRows, withLevel, type BrowserState, type FolderLevel, type Work } from './browser-state.ts';
import { FolderListing, nameOf } from './folder-listing.ts';

/** The state after the first entries of a folder have arrived while the rest is being read. */
export function partlyListed(state: BrowserState, entries: readonly FileEntry[]): BrowserState {
  // The previous listing is more complete.
  if (shownLevel(state).listing !== undefined) return state;
  const next = withLevel(state, { listing: new FolderListing(entries, false) });
  return onPath(next, shownLevel(state).wanted);
}

/** The state after a folder was listed; the cursor keeps its entry. */
export function listed(before: BrowserState, entries: readonly FileEntry[]): BrowserState {
  // If the cursor was not moved among the first entries, it stays on the very first one.
  const hasMoved = shownLevel(before).listing?.isWhole === false && shownLevel(before).cursor > parentRows(before);
  const state = hasMoved ? wantingSelected(before) : before;
  const { wanted } = shownLevel(state);
  const next = withLevel({ ...state, work: undefined }, { listing: new FolderListing(entries), wanted: undefined });
  return onPath(next, wanted);
}

/** The state after the beginning of a file was read. */
export function previewed(state: BrowserState, bytes: Uint8Array): BrowserState {
  const { preview } = state;
  return { ...state, work: undefined, preview: preview && { ...preview, bytes } };
}

/** The state after a failed read: back to the previous view, with the reason. */
export function failedWork(state: BrowserState, work: Work, reason: string): BrowserState {
  const what = work.kind === 'list' ? pathText(work.folder) : pathText(nameOf(work.entry.path));
  const status = { text: `${what}: ${reason}`, isProblem: true };
  const next = { ...state, work: undefined, preview: undefined, status };
  const [root, ...rest] = state.levels;
  if (work.kind === 'read' || shownLevel(state).listing !== undefined || rest.length === 0) return next;
  const levels: readonly [FolderLevel, ...FolderLevel[]] = [root, ...rest.slice(0, -1)];
  return (levels.at(-1) ?? root).listing === undefined ? next : { ...next, levels };
}

/** The state during and after a download: its message, and whether it has ended. */
export function downloaded(state: BrowserState, text: string, end: 'running' | 'done' | 'failed'): BrowserState {
  const download = end === 'running' ? state.download : undefined;
  return { ...state, download, status: { text, isProblem: end === 'failed' } };
}
