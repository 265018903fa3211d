import { posix } from 'node:path';
import type { FileEntry } from '../files/file-entry.ts';

/**
 * Everything below a folder, with exact names. `all` lists it in one run, as restic does, with U+FFFD for each byte
 * that is not UTF-8; entries with such a path are read again with `folder`, which preserves the bytes but reads only
 * one folder.
 */
export async function* allExactly(
  path: string,
  all: () => AsyncIterable<FileEntry> | Iterable<FileEntry>,
  folder: (path: string) => Promise<readonly FileEntry[]>,
): AsyncGenerator<FileEntry, void> {
  if (isUnclear(path)) {
    yield* walk(await folder(path), folder);
    return;
  }
  const parents = new Set<string>();
  for await (const entry of all()) {
    if (isUnclear(entry.path)) parents.add(clearParent(entry.path));
    else yield entry;
  }
  for (const parent of parents) {
    const entries = await folder(parent);
    yield* walk(
      entries.filter((entry) => isUnclear(entry.path)),
      folder,
    );
  }
}

async function* walk(
  entries: readonly FileEntry[],
  folder: (path: string) => Promise<readonly FileEntry[]>,
): AsyncGenerator<FileEntry, void> {
  for (const entry of entries) {
    yield entry;
    if (entry.type === 'dir') yield* walk(await folder(entry.path), folder);
  }
}

/** Whether a path has bytes that are not UTF-8, or restic's replacement for them. */
export function isUnclear(path: string): boolean {
  return /[\p{Cs}\ufffd]/u.test(path);
}

function clearParent(path: string): string {
  return isUnclear(path) ? clearParent(posix.dirname(path)) : path;
}
