import type { FileEntry } from '../files/file-entry.ts';
import { unixMode } from './unix-mode.ts';

/**
 * What `restic ls --json` printed: the whole id of the snapshot, and what is in it, folders before their content. Bytes of
 * a path that are no UTF-8 have become U+FFFD: restic's JSON knows no others.
 */
export interface FileList {
  readonly snapshotId: string;
  readonly entries: readonly FileEntry[];
}

/** Reads what `restic ls --json` prints. Throws where it is not understood: an entry that is passed over is missed. */
export function readFileList(lines: readonly string[]): FileList {
  const [first, ...others] = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  if (first === undefined || kindOf(first) !== 'snapshot' || typeof first['id'] !== 'string') {
    throw new Error('restic ls named no snapshot');
  }
  return { snapshotId: first['id'], entries: others.map(entryOf) };
}

/** Reads one line of a file of it. */
export function readListedFile(line: string): FileEntry {
  return entryOf(JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** restic before 0.17 has only the older word for it. */
function kindOf(message: Readonly<Record<string, unknown>>): unknown {
  return message['message_type'] ?? message['struct_type'];
}

function entryOf(message: Readonly<Record<string, unknown>>): FileEntry {
  if (kindOf(message) !== 'node') throw new Error('restic ls printed something that is no file');
  return fileEntryOf(message);
}

/** Reads a file as restic prints it as JSON. Throws where that has no path or no type. */
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
