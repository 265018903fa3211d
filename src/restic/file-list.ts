import type { FileEntry } from '../files/file-entry.ts';
import { unixMode } from './unix-mode.ts';

/**
 * The output of `restic ls --json`: the full id of the snapshot, and its entries, folders before their content. Bytes
 * of a path that are not UTF-8 are replaced by U+FFFD, as restic's JSON does.
 */
export interface FileList {
  readonly snapshotId: string;
  readonly entries: readonly FileEntry[];
}

/** Parses `restic ls --json`. Throws if an entry is malformed: a skipped entry would appear to be missing. */
export function readFileList(lines: readonly string[]): FileList {
  const [first, ...others] = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  if (first === undefined || kindOf(first) !== 'snapshot' || typeof first['id'] !== 'string') {
    throw new Error('restic ls named no snapshot');
  }
  return { snapshotId: first['id'], entries: others.map(entryOf) };
}

/** Parses the line of one file. */
export function readListedFile(line: string): FileEntry {
  return entryOf(JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** restic before 0.17 has only the older field. */
function kindOf(message: Readonly<Record<string, unknown>>): unknown {
  return message['message_type'] ?? message['struct_type'];
}

function entryOf(message: Readonly<Record<string, unknown>>): FileEntry {
  if (kindOf(message) !== 'node') throw new Error('restic ls printed something that is no file');
  return fileEntryOf(message);
}

/** Parses a file as restic prints it in JSON. Throws if path or type is missing. */
export function fileEntryOf(node: Readonly<Record<string, unknown>>): FileEntry {
  const { path, type, mode, uid, gid, size, mtime } = node;
  const time = new Date(String(mtime));
  if (typeof path !== 'string' || typeof type !== 'string') throw new Error('restic printed something that is no file');
  return {
    path,
    type,
    mode: unixMode(typeof mode === 'number' ? mode : 0),
    uid: Number(uid),
    gid: Number(gid),
    size: typeof size === 'number' ? size : undefined,
    time,
  };
}
