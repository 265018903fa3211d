/**
 * Shell functions for bash with GNU tools that list a folder, one record per entry, sorted. A record is its path, `//`,
 * type, mode, owner, group, time, size and number of links, `//`, the target of a link; it ends with a zero byte. No
 * path contains `//`, so the record is unambiguous whatever a name or target contains. The size of folders is omitted.
 * `lost+found` at the root belongs to the file system: it is left out, including its content, which may not be
 * readable.
 */
export const entryRecords = String.raw`
export LC_ALL=C
set -o pipefail
leave=()
leave_lost() {
  for folder; do
    [ -d "$folder/lost+found" ] && leave=(! -path ./lost+found)
  done
  for folder; do
    [ -d "$folder/lost+found" ] && ! { [ -r "$folder/lost+found" ] && [ -x "$folder/lost+found" ]; } &&
      leave=(-path ./lost+found -prune -o)
  done
  return 0
}
in_order() { sort -z -S 64M -T "$d" "$@"; }
entries() {
  find . "${'${leave[@]}'}" \( -type d -printf '%p//%y %m %U %G %T@ 0 0//\0' \
    -o -printf '%p//%y %m %U %G %T@ %s %n//%l\0' \)
}
only_in() { sort -zm "$1" "$2" "$2" | uniq -zu; }
`;

/** The content of a record. Paths and targets are byte for byte, as in latin1. */
export interface EntryRecord {
  readonly path: string;
  /** find's type letter: f, d, l, p, s, b, c. */
  readonly type: string;
  readonly mode: string;
  readonly owner: string;
  /** Unix time with decimals. */
  readonly time: string;
  readonly size: string;
  readonly target: string;
}

/** Parses a record; undefined if it is malformed. */
export function readEntryRecord(record: string): EntryRecord | undefined {
  const parts = /^([^]*?)\/\/(\S) (\S+) (\d+) (\d+) (\S+) (\d+) \d+\/\/([^]*)$/.exec(record);
  if (parts === null) return undefined;
  const [, path = '', type = '', mode = '', uid = '', gid = '', time = '', size = '', target = ''] = parts;
  return { path, type, mode, owner: `${uid}:${gid}`, time, size, target };
}

/** The zero-terminated parts of an output, as latin1. Throws if it ends within one. */
export async function* zeroEnded(output: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of output) {
    const pieces = (rest + Buffer.from(chunk).toString('latin1')).split('\0');
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
  if (rest !== '') throw new Error('the output was truncated');
}
