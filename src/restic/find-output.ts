import type { FileEntry } from '../files/file-entry.ts';
import { fileEntryOf } from './file-list.ts';

/** The output of `restic find --json`. */
export interface FindOutput {
  /** The matches, by the full id of the snapshot; snapshots without a match are left out. */
  readonly matches: ReadonlyMap<string, readonly FileEntry[]>;
  /** Full ids of the snapshots with a folder that could not be read. restic still exits with 0. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Parses `restic find --json`. If restic cannot load a folder, it prints two lines about it in the same output and
 * continues. Throws if the output is malformed, or if the number of matches differs from restic's count.
 */
export function readFindOutput(lines: readonly string[]): FindOutput {
  const unread = new Set<string>();
  const json = lines.filter((line) => {
    const [, id] = /^ *\.\.\. which belongs to snapshot ([0-9a-f]{64})$/.exec(line) ?? [];
    if (id !== undefined) unread.add(id);
    return id === undefined && !/^Unable to load tree [0-9a-f]{64}$/.test(line);
  });
  const parsed: unknown = JSON.parse(json.join(''));
  if (!Array.isArray(parsed)) throw new Error('restic find printed no list');
  return { matches: new Map(parsed.map(matchesOf)), unread };
}

/** The pattern of `restic find` that matches exactly this path and everything below it. */
export function patternOfPath(path: string): string {
  return path.replace(/[\\*?[]/g, String.raw`\$&`);
}

/**
 * Whether `restic find` accepts the pattern: each part of a path must be valid for Go's filepath.Match, with every
 * bracket closed.
 */
export function isPattern(text: string): boolean {
  return !text.includes('\0') && text.split('/').every((part) => partPattern.test(part));
}

const character = String.raw`(?:[^\\\]-]|\\[^])`;
const partPattern = new RegExp(
  String.raw`^(?:[^\\[]|\\[^]|\[(?:\^|(?!\^))(?:${character}(?:-${character})?)+\])*$`,
  'u',
);

function matchesOf(value: unknown): readonly [string, readonly FileEntry[]] {
  const { snapshot, hits, matches } = value as Readonly<Record<string, unknown>>;
  if (typeof snapshot !== 'string' || !Array.isArray(matches)) throw new Error('restic find named no snapshot');
  if (hits !== matches.length) throw new Error('restic find counted other matches than it named');
  return [snapshot, matches.map((match) => entryOf(match as Readonly<Record<string, unknown>>))];
}

/** restic omits the size of an empty file. */
function entryOf(match: Readonly<Record<string, unknown>>): FileEntry {
  const entry = fileEntryOf(match);
  return entry.type === 'file' ? { ...entry, size: entry.size ?? 0 } : entry;
}
