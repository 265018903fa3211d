import type { FileEntry } from '../files/file-entry.ts';

/** A path with equal content but different metadata in two snapshots. */
export interface MetadataChange {
  readonly path: string;
  /** The fields that differ. */
  readonly fields: readonly MetadataField[];
  readonly before: FileEntry;
  readonly after: FileEntry;
}

export type MetadataField = 'mode' | 'owner' | 'time';

/**
 * Compares the metadata of two snapshot listings, path by path. `restic diff --metadata` is no use for this: it
 * includes the inode and its change time, which every copy of a volume renews. The time of a folder only shows that an
 * entry was added or removed.
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

/** Names that are not UTF-8 may look the same and cannot be told apart. */
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
