import { posix } from 'node:path';
import type { FileEntry } from '../files/file-entry.ts';
import { pathOfBytes } from '../files/path-bytes.ts';
import { unixMode } from './unix-mode.ts';

/**
 * Parses `restic cat tree ID:FOLDER`: the entries of a folder with exact names and link targets, which `restic ls` does
 * not print. Throws if it is malformed.
 */
export function readTree(text: string, folder: string): readonly FileEntry[] {
  const { nodes } = JSON.parse(text) as { readonly nodes?: unknown };
  // An empty folder has null.
  if (nodes === null) return [];
  if (!Array.isArray(nodes)) throw new Error('restic printed something other than a folder');
  return nodes.map((node) => entryOf(node as Node, folder));
}

type Node = Readonly<Record<string, unknown>>;

function entryOf(
  { name, type, mode, uid, gid, size, mtime, linktarget, linktarget_raw }: Node,
  folder: string,
): FileEntry {
  if (typeof name !== 'string' || typeof type !== 'string') throw new Error('restic printed something that is no file');
  const target =
    typeof linktarget_raw === 'string'
      ? pathOfBytes(Buffer.from(linktarget_raw, 'base64'))
      : typeof linktarget === 'string'
        ? linktarget
        : undefined;
  return {
    path: posix.join(folder, unquoted(name)),
    type,
    mode: unixMode(typeof mode === 'number' ? mode : 0),
    uid: Number(uid),
    gid: Number(gid),
    // Omitted for an empty file.
    size: type === 'file' ? Number(size ?? 0) : undefined,
    time: new Date(String(mtime)),
    ...(target !== undefined && { target }),
  };
}

/** restic writes names like Go's strconv.Quote, so every byte is preserved. */
function unquoted(name: string): string {
  const parts = name.split(/(\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.))/s);
  return pathOfBytes(Buffer.concat(parts.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : escaped(part)))));
}

function escaped(part: string): Buffer {
  const letter = part.charAt(1);
  const digits = part.slice(2);
  if (letter === 'x') return Buffer.from(digits, 'hex');
  if (letter === 'u' || letter === 'U') return Buffer.from(String.fromCodePoint(Number.parseInt(digits, 16)));
  return Buffer.from(letters[letter] ?? letter);
}

const letters: Readonly<Partial<Record<string, string>>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
