import type { FileEntry } from '../files/file-entry.ts';
import { pathOfBytes } from '../files/path-bytes.ts';
import { podPath, readPath } from '../files/pod-path.ts';

/** The exit code of a listing if the path does not exist. */
export const noSuchPath = 66;

/**
 * A command that lists a folder of a volume, or one file, with POSIX tools as in busybox. `mark`, a secret, separates
 * the parts of its output: names may contain anything, including line ends.
 */
export function listCommand(root: string, path: string, options: ListingOptions): readonly string[] {
  const { mark, isRecursive, depth: deepest = 1 } = options;
  const depth = isRecursive ? '' : `-maxdepth ${deepest}`;
  const format = `${mark} %f %s %Y %u %g %n${mark}%N${mark}`;
  const script = [
    readPath,
    'export QUOTING_STYLE=literal',
    `cd -- "$1" || exit`,
    `[ -e "$p" ] || [ -L "$p" ] || { [ -x "\${p%/*}" ] && exit ${noSuchPath}; }`,
    `exec find "$p" ${depth} -exec stat -c '${format}' {} +`,
  ].join('\n');
  return ['sh', '-c', script, 'volsyncctl', podPath(path), root];
}

export interface ListingOptions {
  readonly mark: string;
  readonly isRecursive: boolean;
  /** 0 for the folder without its entries. */
  readonly depth?: 0 | undefined;
}

/** Parses the output of `listCommand` as a stream: the folder itself comes first. Throws if it is malformed. */
export async function* readStatListing(
  output: AsyncIterable<Uint8Array>,
  { mark }: Pick<ListingOptions, 'mark'>,
): AsyncGenerator<FileEntry, void> {
  const separator = Buffer.from(mark);
  let rest: Buffer = Buffer.alloc(0);
  let fields: Buffer[] = [];
  for await (const chunk of output) {
    rest = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = rest.indexOf(separator); at >= 0; at = rest.indexOf(separator, from)) {
      fields.push(rest.subarray(from, at));
      from = at + separator.length;
      if (fields.length === 3) yield entryOf(fields);
      if (fields.length === 3) fields = [];
    }
    rest = rest.subarray(from);
  }
  if (fields.length > 0 || !/^\n?$/.test(rest.toString('latin1'))) throw new Error('the listing was truncated');
}

/** Before the first mark only a line end; then the numbers with the name, then the name as `%N` prints it. */
function entryOf([between, head, quoted]: readonly Buffer[]): FileEntry {
  const numbers = /^ ([0-9a-f]+) (\d+) (-?\d+) (\d+) (\d+) /.exec(head?.subarray(0, 120).toString('latin1') ?? '');
  if (numbers === null || head === undefined || quoted === undefined || !/^\n?$/.test(String(between))) {
    throw new Error('the listing was not understood');
  }
  const [all, mode = '', size, seconds, uid, gid] = numbers;
  const name = head.subarray(all.length);
  const type = types[Number.parseInt(mode, 16) >> 12] ?? 'irregular';
  const target = type === 'symlink' ? targetOf(quoted, name) : undefined;
  return {
    path: pathOfBytes(name).replace(/^\.\/*/, '/'),
    type,
    mode: Number.parseInt(mode, 16) & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    size: type === 'file' ? Number(size) : undefined,
    time: new Date(Number(seconds) * 1000),
    ...(target !== undefined && { target }),
  };
}

/**
 * `'name' -> 'target'` in busybox, `name -> target` without quotes in GNU; the name is known, so both are unambiguous.
 */
function targetOf(quoted: Buffer, name: Buffer): string | undefined {
  const from = [0, 1].find((at) => quoted.subarray(at, at + name.length).equals(name));
  if (from === undefined) return undefined;
  const rest = pathOfBytes(quoted.subarray(from + name.length));
  return (from === 0 ? /^ -> ([^]*)$/ : /^' -> '([^]*)'$/).exec(rest)?.[1];
}

/** By the upper four bits of a mode. */
const types: Readonly<Partial<Record<number, string>>> = {
  0x1: 'fifo',
  0x2: 'chardev',
  0x4: 'dir',
  0x6: 'dev',
  0x8: 'file',
  0xa: 'symlink',
  0xc: 'socket',
};
