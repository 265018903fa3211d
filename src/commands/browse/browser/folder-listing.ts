import { setImmediate } from 'node:timers/promises';
import type { FileEntry } from '../../../files/file-entry.ts';

/** Sizes are sorted largest first and times newest first, unless the order is reversed; folders always come first. */
export interface SortOrder {
  readonly by: 'name' | 'size' | 'time';
  readonly isReversed: boolean;
}

export interface NamedEntry {
  readonly entry: FileEntry;
  /** The last part of its path. */
  readonly name: string;
}

/**
 * One folder, sorted and filtered once until either changes: it may have 100,000 entries, and keys have to react fast.
 */
export class FolderListing {
  readonly count: number;
  /** Whether these are all entries, or more will follow. */
  readonly isWhole: boolean;
  /** The longest owner, such as `4000:4000`. */
  readonly ownerWidth: number;
  readonly #rows: readonly SearchedEntry[];
  readonly #sorted = new Map<string, readonly SearchedEntry[]>();
  #last: { readonly key: string; readonly filter: string; readonly rows: readonly SearchedEntry[] } | undefined;

  constructor(entries: readonly FileEntry[], isWhole = true) {
    this.isWhole = isWhole;
    this.count = entries.length;
    this.ownerWidth = widestOwner(entries);
    this.#rows = entries.map(searched);
  }

  /** The entries whose name contains the filter, ignoring case. */
  visible(order: SortOrder, filter: string): readonly NamedEntry[] {
    const key = keyOf(order);
    const sought = filter.toLowerCase();
    if (this.#last?.key === key && this.#last.filter === sought) return this.#last.rows;
    // One more letter can only exclude more entries.
    const narrows = this.#last?.key === key && sought.startsWith(this.#last.filter);
    const from = narrows && this.#last !== undefined ? this.#last.rows : this.#inOrder(order);
    const rows = sought === '' ? from : from.filter(({ search }) => search.includes(sought));
    this.#last = { key, filter: sought, rows };
    return rows;
  }

  /** Sorts by size and time in advance, in small steps: each takes no longer than a key press may. */
  async prepare(isWanted: () => boolean): Promise<void> {
    for (const by of ['size', 'time'] as const) {
      await setImmediate();
      if (isWanted()) this.#inOrder({ by, isReversed: false });
    }
  }

  #inOrder(order: SortOrder): readonly SearchedEntry[] {
    const key = keyOf(order);
    const rows = this.#sorted.get(key) ?? this.#sort(order);
    this.#sorted.set(key, rows);
    return rows;
  }

  /** The sort is stable: equal entries stay sorted by name. */
  #sort({ by, isReversed }: SortOrder): readonly SearchedEntry[] {
    if (isReversed) return reversed(this.#inOrder({ by, isReversed: false }));
    if (by === 'name') return foldersFirst(this.#rows.toSorted(byName));
    const named = this.#inOrder({ by: 'name', isReversed: false });
    return foldersFirst(named.toSorted(by === 'size' ? (a, b) => b.size - a.size : (a, b) => b.time - a.time));
  }
}

/** Numbers in names sort by value: `part-9` before `part-10`. All names are different. */
function byName(a: SearchedEntry, b: SearchedEntry): number {
  if (a.natural !== b.natural) return a.natural < b.natural ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

/** The name with the length of each number before it, so that a longer number sorts later. */
function naturalOf(name: string): string {
  return name.replaceAll(/0*(\d+)/g, (_, digits: string) => `0${String.fromCharCode(digits.length)}${digits}`);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface SearchedEntry extends NamedEntry {
  readonly search: string;
  /** The sort key of the name. */
  readonly natural: string;
  /** Sort keys as direct properties: sorting 100,000 entries reads them two million times. */
  readonly size: number;
  readonly time: number;
  readonly isFolder: boolean;
}

function searched(entry: FileEntry): SearchedEntry {
  const name = nameOf(entry.path);
  // An invalid time cannot be ordered.
  const time = entry.time.getTime() || 0;
  return {
    entry,
    name,
    search: name.toLowerCase(),
    natural: naturalOf(name),
    size: entry.size ?? -1,
    time,
    isFolder: entry.type === 'dir',
  };
}

function keyOf({ by, isReversed }: SortOrder): string {
  return isReversed ? `-${by}` : by;
}

function foldersFirst(rows: readonly SearchedEntry[]): readonly SearchedEntry[] {
  return rows.filter(({ isFolder }) => isFolder).concat(rows.filter(({ isFolder }) => !isFolder));
}

/** Folders come first here as well. */
function reversed(rows: readonly SearchedEntry[]): readonly SearchedEntry[] {
  const folders = rows.filter(({ isFolder }) => isFolder).length;
  return rows.slice(0, folders).toReversed().concat(rows.slice(folders).toReversed());
}

function widestOwner(entries: readonly FileEntry[]): number {
  let [uid, gid] = [0, 0];
  for (const entry of entries) {
    uid = Math.max(uid, entry.uid);
    gid = Math.max(gid, entry.gid);
  }
  return `${uid}:${gid}`.length;
}
