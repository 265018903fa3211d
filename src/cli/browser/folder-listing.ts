import type { FileEntry } from '../../files/file-entry.ts';

/** Sizes and times come largest and newest first, unless the order is reversed; folders always come first. */
export interface SortOrder {
  readonly by: 'name' | 'size' | 'time';
  readonly isReversed: boolean;
}

export interface NamedEntry {
  readonly entry: FileEntry;
  /** The last part of its path. */
  readonly name: string;
}

/** One folder, sorted and filtered once for as long as neither changes: it may hold 100,000 entries, and keys are quick. */
export class FolderListing {
  readonly count: number;
  /** The longest owner, such as `4000:4000`. */
  readonly ownerWidth: number;
  readonly #rows: readonly SearchedEntry[];
  readonly #sorted = new Map<string, readonly SearchedEntry[]>();
  #last: { readonly key: string; readonly filter: string; readonly rows: readonly SearchedEntry[] } | undefined;

  constructor(entries: readonly FileEntry[]) {
    this.count = entries.length;
    this.ownerWidth = widestOwner(entries);
    this.#rows = entries.map((entry) => {
      const name = nameOf(entry.path);
      return { entry, name, search: name.toLowerCase() };
    });
  }

  /** The entries whose name contains the filter, whatever its case. */
  visible(order: SortOrder, filter: string): readonly NamedEntry[] {
    const key = `${order.by} ${order.isReversed}`;
    const sought = filter.toLowerCase();
    if (this.#last?.key === key && this.#last.filter === sought) return this.#last.rows;
    // One more letter can only leave out more.
    const narrows = this.#last?.key === key && sought.startsWith(this.#last.filter);
    const from = narrows && this.#last !== undefined ? this.#last.rows : this.#inOrder(key, order);
    const rows = sought === '' ? from : from.filter(({ search }) => search.includes(sought));
    this.#last = { key, filter: sought, rows };
    return rows;
  }

  #inOrder(key: string, order: SortOrder): readonly SearchedEntry[] {
    const known = this.#sorted.get(key);
    if (known !== undefined) return known;
    const [folders, others] = [this.#rows.filter(isFolder), this.#rows.filter((row) => !isFolder(row))];
    const rows = [...sortedBy(folders, order), ...sortedBy(others, order)];
    this.#sorted.set(key, rows);
    return rows;
  }
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface SearchedEntry extends NamedEntry {
  readonly search: string;
}

function isFolder({ entry }: NamedEntry): boolean {
  return entry.type === 'dir';
}

function sortedBy(rows: readonly SearchedEntry[], { by, isReversed }: SortOrder): readonly SearchedEntry[] {
  const named = rows.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (by === 'name') return isReversed ? named.reverse() : named;
  const number = by === 'size' ? sizeOf : timeOf;
  const direction = isReversed ? 1 : -1;
  // The sort is stable: what is equal stays in the order of names.
  return named.sort((a, b) => direction * (number(a) - number(b)));
}

function sizeOf({ entry }: NamedEntry): number {
  return entry.size ?? -1;
}

function timeOf({ entry }: NamedEntry): number {
  return entry.time.getTime() || 0; // one that is no time has no place in an order
}

function widestOwner(entries: readonly FileEntry[]): number {
  let [uid, gid] = [0, 0];
  for (const entry of entries) {
    uid = Math.max(uid, entry.uid);
    gid = Math.max(gid, entry.gid);
  }
  return `${uid}:${gid}`.length;
}
