import type { FileEntry } from '../../../files/file-entry.ts';
import type { FolderListing, NamedEntry, SortOrder } from './folder-listing.ts';
import type { ScreenSize } from '../../../cli/browsed-files.ts';

/** A key as node:readline reports it. */
export interface Key {
  readonly name?: string | undefined;
  /** What the terminal sent, which is the letter itself for a letter. */
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

/** A folder on the way from the root to the one that is shown. */
export interface FolderLevel {
  readonly folder: string;
  /** Undefined until it was read. */
  readonly listing: FolderListing | undefined;
  readonly filter: string;
  /** Of the rows: `..`, where it is shown, and the entries. */
  readonly cursor: number;
  /** The first row on the screen. */
  readonly top: number;
  /** The path that the cursor goes to as soon as it is listed. */
  readonly wanted: string | undefined;
}

export interface Preview {
  readonly entry: FileEntry;
  /** Undefined until it was read. */
  readonly bytes: Uint8Array | undefined;
  /** The first line on the screen. */
  readonly top: number;
}

/** What is being read; another object is another work, and the one before it is given up. */
export type Work =
  { readonly kind: 'list'; readonly folder: string } | { readonly kind: 'read'; readonly entry: FileEntry };

export interface Status {
  readonly text: string;
  readonly isProblem: boolean;
}

/** All that the screen shows, and all that is to be done: what runs follows from `work` and `download`. */
export interface BrowserState {
  /** From the root on; never empty. */
  readonly levels: readonly [FolderLevel, ...FolderLevel[]];
  readonly order: SortOrder;
  readonly preview: Preview | undefined;
  /** Whether keys go into the filter. */
  readonly isTyping: boolean;
  readonly isHelpShown: boolean;
  readonly status: Status | undefined;
  readonly work: Work | undefined;
  readonly download: FileEntry | undefined;
  readonly end: 'quit' | 'shell' | undefined;
}

/** A browser that is to list this folder first. */
export function initialState(start: string): BrowserState {
  const parts = start.split('/').filter((part) => part !== '');
  const folders = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
  const levels = folders.map((folder, index) => newLevel(folder, folders[index + 1]));
  return {
    levels: [newLevel('/', folders[0]), ...levels],
    order: { by: 'name', isReversed: false },
    preview: undefined,
    isTyping: false,
    isHelpShown: false,
    status: undefined,
    work: { kind: 'list', folder: folders.at(-1) ?? '/' },
    download: undefined,
    end: undefined,
  };
}

/** A folder that was not read yet. */
export function newLevel(folder: string, wanted?: string): FolderLevel {
  return { folder, listing: undefined, filter: '', cursor: 0, top: 0, wanted };
}

/** What is still to be read of a folder that is not listed, or not to its end. */
export function unlisted({ listing, folder }: FolderLevel): Work | undefined {
  return listing?.isWhole === true ? undefined : { kind: 'list', folder };
}

/** The folder that is shown. */
export function shownLevel({ levels }: BrowserState): FolderLevel {
  return levels.at(-1) ?? levels[0];
}

/** The same state with the folder that is shown changed. */
export function withLevel(state: BrowserState, change: Partial<FolderLevel>): BrowserState {
  const level = { ...shownLevel(state), ...change };
  const [root, ...rest] = state.levels;
  return { ...state, levels: rest.length === 0 ? [level] : [root, ...rest.slice(0, -1), level] };
}

/** The entries that are listed, without `..`. */
export function entriesOf(state: BrowserState): readonly NamedEntry[] {
  const { listing, filter } = shownLevel(state);
  return listing?.visible(state.order, filter) ?? [];
}

/** How many rows stand before the entries: `..`, except in the root and under a filter. */
export function parentRows(state: BrowserState): number {
  return state.levels.length > 1 && shownLevel(state).filter === '' ? 1 : 0;
}

/** What the cursor is on; undefined for `..` and where there is nothing. */
export function selectedEntry(state: BrowserState): NamedEntry | undefined {
  return entriesOf(state)[shownLevel(state).cursor - parentRows(state)];
}

/** How many rows of a list or a preview there is room for, beside the title, the status and the keys. */
export function roomFor({ isHelpShown }: BrowserState, { rows }: ScreenSize): number {
  return Math.max(1, rows - 3 - (isHelpShown ? helpRows : 0));
}

/** How many more rows the keys take when all of them are shown. */
export const helpRows = 3;
