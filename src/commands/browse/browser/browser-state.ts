import type { FileEntry } from '../../../files/file-entry.ts';
import type { FolderListing, NamedEntry, SortOrder } from './folder-listing.ts';
import type { ScreenSize } from '../../../cli/browsed-files.ts';

/** A key as node:readline reports it. */
export interface Key {
  readonly name?: string | undefined;
  /** What the terminal sent: for a letter, the letter itself. */
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

/** A folder on the path from the root to the one that is shown. */
export interface FolderLevel {
  readonly folder: string;
  /** Undefined until it is read. */
  readonly listing: FolderListing | undefined;
  readonly filter: string;
  /** Index of the row: `..`, if shown, and the entries. */
  readonly cursor: number;
  /** The first visible row. */
  readonly top: number;
  /** The path that the cursor moves to once it is listed. */
  readonly wanted: string | undefined;
}

export interface Preview {
  readonly entry: FileEntry;
  /** Undefined until it is read. */
  readonly bytes: Uint8Array | undefined;
  /** The first visible line. */
  readonly top: number;
}

/** What is being read; a different object is a different request, and the previous one is cancelled. */
export type Work =
  { readonly kind: 'list'; readonly folder: string } | { readonly kind: 'read'; readonly entry: FileEntry };

export interface Status {
  readonly text: string;
  readonly isProblem: boolean;
}

/** Everything that the screen shows and that has to be done: `work` and `download` decide what runs. */
export interface BrowserState {
  /** From the root; never empty. */
  readonly levels: readonly [FolderLevel, ...FolderLevel[]];
  readonly order: SortOrder;
  readonly preview: Preview | undefined;
  /** Whether keys edit the filter. */
  readonly isTyping: boolean;
  readonly isHelpShown: boolean;
  readonly status: Status | undefined;
  readonly work: Work | undefined;
  readonly download: FileEntry | undefined;
  readonly end: 'quit' | 'shell' | undefined;
}

/** The state of a browser that lists this folder first. */
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

/** A folder that has not been read yet. */
export function newLevel(folder: string, wanted?: string): FolderLevel {
  return { folder, listing: undefined, filter: '', cursor: 0, top: 0, wanted };
}

/** What still has to be read of a folder that is not listed, or not completely. */
export function unlisted({ listing, folder }: FolderLevel): Work | undefined {
  return listing?.isWhole === true ? undefined : { kind: 'list', folder };
}

/** The folder that is shown. */
export function shownLevel({ levels }: BrowserState): FolderLevel {
  return levels.at(-1) ?? levels[0];
}

/** The same state with a change to the folder that is shown. */
export function withLevel(state: BrowserState, change: Partial<FolderLevel>): BrowserState {
  const level = { ...shownLevel(state), ...change };
  const [root, ...rest] = state.levels;
  return { ...state, levels: rest.length === 0 ? [level] : [root, ...rest.slice(0, -1), level] };
}

/** The listed entries, without `..`. */
export function entriesOf(state: BrowserState): readonly NamedEntry[] {
  const { listing, filter } = shownLevel(state);
  return listing?.visible(state.order, filter) ?? [];
}

/** The number of rows before the entries: `..`, except in the root and with a filter. */
export function parentRows(state: BrowserState): number {
  return state.levels.length > 1 && shownLevel(state).filter === '' ? 1 : 0;
}

/** The entry under the cursor; undefined for `..` and in an empty list. */
export function selectedEntry(state: BrowserState): NamedEntry | undefined {
  return entriesOf(state)[shownLevel(state).cursor - parentRows(state)];
}

/** The number of rows available for a list or preview, without the title, the status and the keys. */
export function roomFor({ isHelpShown }: BrowserState, { rows }: ScreenSize): number {
  return Math.max(1, rows - 3 - (isHelpShown ? helpRows : 0));
}

/** The number of additional rows when all keys are shown. */
export const helpRows = 3;
