import type { FileEntry } from '../files/file-entry.ts';
import { fileEntryOf } from './file-list.ts';

/** What `restic find --json` printed. */
export interface FindOutput {
  /** What matches, by the whole id of the snapshot; a snapshot without a match is not there. */
  readonly matches: ReadonlyMap<string, readonly FileEntry[]>;
  /** Whole ids of the snapshots of which a folder could not be read. restic ends with 0 all the same. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Reads what `restic find --json` prints. Of a folder that it cannot load restic says so in two lines of the same output,
 * and goes on. Throws where the output is not understood, and where the matches are not as many as restic has counted.
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

/** The pattern of `restic find` that matches this path, what is beneath it, and nothing else. */
export function patternOfPath(path: string): string {
  return path.replace(/[\\*?[]/g, String.raw`\$&`);
}

/** Whether `restic find` takes it: each part of a path as Go's filepath.Match has it, with every bracket closed. */
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

/** restic leaves out the size of an empty file. */
function entryOf(match: Readonly<Record<string, unknown>>): FileEntry {
  const entry = fileEntryOf(match);
  return entry.type === 'file' ? { ...entry, size: entry.size ?? 0 } : entry;
}
