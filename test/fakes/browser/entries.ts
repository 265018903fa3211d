import type { FileEntry } from '../../../src/files/file-entry.ts';

/** A file with this path; a folder if the path ends in a slash. */
export function entry(path: string, change: Partial<FileEntry> = {}): FileEntry {
  const type = path.endsWith('/') ? 'dir' : 'file';
  return {
    path: type === 'dir' ? path.slice(0, -1) : path,
    type,
    mode: type === 'dir' ? 0o755 : 0o644,
    uid: 4000,
    gid: 4000,
    size: type === 'dir' ? undefined : 29,
    time: new Date('2026-11-23T09:01:00'),
    ...change,
  };
}
