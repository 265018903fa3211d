import type { FileEntry } from '../files/file-entry.ts';

/** A path whose content is the same in two snapshots, and something else is not. */
export interface MetadataChange {
  readonly path: string;
  /** What is not the same. */
  readonly fields: readonly MetadataField[];
  readonly before: FileEntry;
  readonly after: FileEntry;
}

export type MetadataField = 'mode' | 'owner' | 'time';

/**
 * What two listings of snapshots say beyond content, path for path. `restic diff --metadata` is of no use for that: it counts
 * the inode and the time of the last change to it, which each copy of a volume renews. The time of a folder only says that
 * something in it came or went.
 */
export function metadataChanges(
  before: readonly FileEntry[],
  after: readonly FileEntry[],
  changed: ReadonlySet<string>,
): readonly MetadataChange[] {
  const earlier = uniquePaths(before);
  return [...uniquePaths(after)].flatMap(([path, entry]) => {
    const other = earlier.get(path);
    if (other?.type !== entry.type || changed.has(path)) return [];
    const fields = differing(other, entry);
    return fields.length === 0 ? [] : [{ path, fields, before: other, after: entry }];
  });
}

/** Names that are no UTF-8 may look the same; which of them is which cannot be told. */
function uniquePaths(entries: readonly FileEntry[]): ReadonlyMap<string, FileEntry> {
  const byPath = Map.groupBy(entries, ({ path }) => path);
  return new Map([...byPath].flatMap(([path, [one, ...more]]) => (one && more.length === 0 ? [[path, one]] : [])));
}

function differing(a: FileEntry, b: FileEntry): readonly MetadataField[] {
  const fields: MetadataField[] = [];
  if (a.mode !== b.mode) fields.push('mode');
  if (a.uid !== b.uid || a.gid !== b.gid) fields.push('owner');
  if (a.type !== 'dir' && a.time.getTime() !== b.time.getTime()) fields.push('time');
  return fields;
}
