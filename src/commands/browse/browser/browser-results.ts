import type { FileEntry } from '../../../files/file-entry.ts';
import { pathText } from '../../../text/path-text.ts';
import { onPath, wantingSelected } from './browser-keys.ts';
import { shownLevel, parentRows, withLevel, type BrowserState, type FolderLevel, type Work } from './browser-state.ts';
import { FolderListing, nameOf } from './folder-listing.ts';

/** The state after the first entries of a folder have come, while the others are on their way. */
export function partlyListed(state: BrowserState, entries: readonly FileEntry[]): BrowserState {
  // What was listed before is more than that.
  if (shownLevel(state).listing !== undefined) return state;
  const next = withLevel(state, { listing: new FolderListing(entries, false) });
  return onPath(next, shownLevel(state).wanted);
}

/** The state after a folder was listed; the cursor goes where it was. */
export function listed(before: BrowserState, entries: readonly FileEntry[]): BrowserState {
  // Whoever has not moved among the first entries stays at the first of all.
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

/** The state after something could not be read: back to what was there before, with the reason. */
export function failedWork(state: BrowserState, work: Work, reason: string): BrowserState {
  const what = work.kind === 'list' ? pathText(work.folder) : pathText(nameOf(work.entry.path));
  const status = { text: `${what}: ${reason}`, isProblem: true };
  const next = { ...state, work: undefined, preview: undefined, status };
  const [root, ...rest] = state.levels;
  if (work.kind === 'read' || shownLevel(state).listing !== undefined || rest.length === 0) return next;
  const levels: readonly [FolderLevel, ...FolderLevel[]] = [root, ...rest.slice(0, -1)];
  return (levels.at(-1) ?? root).listing === undefined ? next : { ...next, levels };
}

/** The state while and after a download: what is said of it, and whether it has ended. */
export function downloaded(state: BrowserState, text: string, end: 'running' | 'done' | 'failed'): BrowserState {
  const download = end === 'running' ? state.download : undefined;
  return { ...state, download, status: { text, isProblem: end === 'failed' } };
}
