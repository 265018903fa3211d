import type { FileEntry } from '../files/file-entry.ts';
import { pathOfBytes } from '../files/path-bytes.ts';
import { unixMode } from './unix-mode.ts';

/** A file on one of the two sides. */
export interface ComparedEntry extends FileEntry {
  /** The part of its time below a second; undefined if only milliseconds are known. */
  readonly nanoseconds: number | undefined;
  /** The user may not read the file, or not enter the folder. */
  readonly isBlind: boolean;
  /** When its inode was last changed, as find prints it; only for the volume, and only in the separate list. */
  readonly changedAt?: string | undefined;
}

/** What restic would do with the content. `linked`: a hard link, whose content restic did not compare. */
export type ContentAction = 'unchanged' | 'updated' | 'restored' | 'linked';

/** What the lines of a comparison say about one path. */
export interface ComparisonRecord {
  readonly path: string;
  readonly action: ContentAction | undefined;
  readonly inSnapshot: ComparedEntry | undefined;
  readonly inVolume: ComparedEntry | undefined;
  /** It was changed, created or removed during the comparison. */
  readonly isMoving: boolean;
}

/** Parses one line; throws if it is malformed. */
export function readRecord(line: Buffer): ComparisonRecord {
  const text = line.toString('latin1');
  const fields = text.split('\t');
  if (fields.length !== 18) throw new Error('a line of the comparison was not understood');
  const [path = '', action = ''] = fields;
  return {
    path: byBytes(path),
    action: action === '-' ? undefined : actionOf(action),
    inSnapshot: entryOf(byBytes(path), fields.slice(2, 8), fields[8]),
    inVolume: entryOf(byBytes(path), fields.slice(9, 15), fields[16], fields[15]),
    isMoving: fields[17] === '1',
  };
}

/** The volume's entries from the separate list, whose names do not fit in a line, by path. */
export function readVolumeBeside(bytes: Buffer): ReadonlyMap<string, ComparedEntry> {
  const parts = partsOf(bytes, 3);
  return new Map(
    parts.map(([head = '', name = '', target = '']) => {
      const [flag, kind = '', mode, uid, gid, size, time = '', changedAt] = head.split('\t');
      const path = byBytes(name).slice(1);
      const type = types[kind] ?? 'irregular';
      const fields = [type, mode, uid, gid, type === 'file' ? size : '-', `${time}Z`].map(String);
      const entry = entryOf(path, fields, `=${target}`, flag);
      if (entry === undefined) throw new Error('an entry of the volume was not understood');
      return [path, { ...entry, changedAt }];
    }),
  );
}

/** Their change times after the comparison. */
export function readMomentsBeside(bytes: Buffer): ReadonlyMap<string, string> {
  return new Map(partsOf(bytes, 2).map(([time = '', name = '']) => [byBytes(name).slice(1), time]));
}

/** The snapshot's entries from the separate list. `isUnclear`: bytes of the path were replaced by U+FFFD. */
export function readNodesBeside(
  bytes: Buffer,
): readonly { readonly entry: ComparedEntry; readonly isUnclear: boolean }[] {
  return linesOf(bytes).flatMap((line) => {
    const node = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const { path, type, mode = 0, uid, gid, size, mtime } = node;
    if (typeof path !== 'string' || typeof type !== 'string' || typeof mode !== 'number') {
      throw new Error('restic ls printed something that is no file');
    }
    if (/(^|\/)lost\+found(\/|$)/.test(path)) return [];
    const sizeText = type === 'file' ? String(Number(size)) : '-';
    const fields = [type, unixMode(mode).toString(8), String(uid), String(gid), sizeText, String(mtime)];
    const entry = entryOf(path, fields, '-');
    if (entry === undefined) throw new Error('restic ls printed something that is no file');
    return [{ entry, isUnclear: line.includes('\\ufffd') }];
  });
}

/** restic's actions by path, with U+FFFD for bytes that are not UTF-8; several paths may become the same. */
export function readActionsBeside(bytes: Buffer): ReadonlyMap<string, ContentAction | 'unclear'> {
  const actions = new Map<string, ContentAction | 'unclear'>();
  for (const line of linesOf(bytes)) {
    const { action, item, size } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (typeof action !== 'string' || typeof item !== 'string') throw new Error('restic restore was not understood');
    // Only a hard link has no size here; the content of an empty file is known without restic.
    const meant = action === 'restored' && size === 0 ? 'linked' : actionOf(action);
    const known = actions.get(item);
    actions.set(item, known === undefined || known === meant ? meant : 'unclear');
  }
  return actions;
}

/** A path as it appears in restic's JSON. */
export function asResticWritesIt(path: string): string {
  return path.replace(/[\uDC80-\uDCFF]/g, '\ufffd');
}

/** Whether two times are equal to the precision of the less precise one. */
export function isSameTime(a: ComparedEntry, b: ComparedEntry): boolean {
  const [one, other] = [a, b].map(({ time }) => time.getTime());
  if (a.nanoseconds === undefined || b.nanoseconds === undefined) return one === other;
  return Math.floor((one ?? 0) / 1000) === Math.floor((other ?? 0) / 1000) && a.nanoseconds === b.nanoseconds;
}

const actions: readonly string[] = ['unchanged', 'updated', 'restored', 'linked'] satisfies ContentAction[];

function actionOf(word: string): ContentAction {
  if (!actions.includes(word)) throw new Error(`restic knows an action that volsyncctl does not: ${word}`);
  return word as ContentAction;
}

function entryOf(
  path: string,
  [type = '-', mode = '', uid, gid, size = '-', time = '']: readonly string[],
  target = '-',
  flag = '-',
): ComparedEntry | undefined {
  if (type === '-') return undefined;
  const moment = momentOf(time);
  const bits = Number.parseInt(mode, 8);
  if (Number.isNaN(bits)) throw new Error(`what is told of ${JSON.stringify(path)} was not understood`);
  return {
    path,
    type,
    mode: bits,
    uid: Number(uid),
    gid: Number(gid),
    size: size === '-' ? undefined : Number(size),
    ...moment,
    isBlind: flag === 'x',
    ...(type === 'symlink' && target.startsWith('=') && { target: byBytes(target.slice(1)) }),
  };
}

/** RFC 3339 with up to ten decimals, of which find's last is always 0. Years that Date cannot represent are invalid. */
function momentOf(text: string): { readonly time: Date; readonly nanoseconds: number | undefined } {
  const [, second = '', fraction = '', zone = ''] =
    /^(-?\d+-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const digits = fraction.padEnd(9, '0');
  const time = new Date(`${second}.${digits.slice(0, 3)}${zone}`);
  return { time, nanoseconds: Number.isNaN(time.getTime()) ? undefined : Number(digits.slice(0, 9)) };
}

/** Decodes text that was read as single bytes. */
function byBytes(latin1: string): string {
  return pathOfBytes(Buffer.from(latin1, 'latin1'));
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** NUL-terminated parts, in groups of `size`. */
function partsOf(bytes: Buffer, size: number): readonly (readonly string[])[] {
  const parts = bytes.toString('latin1').split('\0');
  if (parts.pop() !== '' || parts.length % size !== 0) throw new Error('a list of the comparison was truncated');
  return Array.from({ length: parts.length / size }, (_, index) => parts.slice(index * size, (index + 1) * size));
}

/** find's type letters. */
const types: Readonly<Partial<Record<string, string>>> = {
  f: 'file',
  d: 'dir',
  l: 'symlink',
  p: 'fifo',
  s: 'socket',
  b: 'dev',
  c: 'chardev',
};
