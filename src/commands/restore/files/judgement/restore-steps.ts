import { posix } from 'node:path';
import type { Difference } from '../../../../comparison/difference.ts';
import type { FileEntry } from '../../../../files/file-entry.ts';
import { podPath } from '../../../../files/pod-path.ts';
import { bytesOfPath } from '../../../../files/path-bytes.ts';
import { includePattern } from './include-pattern.ts';
import { keptName } from './kept-name.ts';

/** What becomes of a path: it is new, it is replaced, or only its owner, mode or time is set. */
export type FileAction = 'new' | 'changed' | 'attributes';

/** A path that is restored. */
export interface PlannedFile {
  readonly path: string;
  readonly action: FileAction;
  readonly inVolume: FileEntry | undefined;
  readonly inSnapshot: FileEntry;
  /** The app wrote it while it was compared. */
  readonly isMoving: boolean;
}

/** One step of the restore: an entry of the volume that gets its name, or its attributes, or what is staged that gets them. */
export interface RestoreStep {
  readonly kind: 'put' | 'set' | 'dress';
  readonly path: string;
  readonly entry: FileEntry;
  /** What a replaced entry is called from then on. */
  readonly keptName: string;
}

export interface RestoreSteps {
  readonly steps: readonly RestoreStep[];
  /** For restic: what is to be staged. */
  readonly patterns: readonly string[];
}

/**
 * The paths that differ, as they are to be restored, in the order of their paths. What is in the volume only is left alone, and
 * sockets are nothing that can be restored.
 */
export function plannedFiles(
  differences: readonly Difference[],
  missingParents: readonly FileEntry[],
): readonly PlannedFile[] {
  const found = differences.flatMap((difference): readonly PlannedFile[] => {
    const { path, inVolume, inSnapshot, isMoving } = difference;
    if (inSnapshot === undefined || inSnapshot.type === 'socket') return [];
    const action = inVolume === undefined ? 'new' : difference.kind === 'attributes' ? 'attributes' : 'changed';
    return [{ path, action, inVolume, inSnapshot, isMoving: isMoving || difference.kind === 'moving' }];
  });
  const parents = missingParents.map((entry): PlannedFile => {
    return { path: entry.path, action: 'new', inVolume: undefined, inSnapshot: entry, isMoving: false };
  });
  const all = new Map([...parents, ...found].map((file) => [file.path, file]));
  return [...all.values()].sort((a, b) => Buffer.compare(bytesOfPath(a.path), bytesOfPath(b.path)));
}

export interface StepOptions {
  readonly missingParents: readonly FileEntry[];
  /** Whether a mode and a group are in the snapshot only because Kubernetes gave them to the mover's copy. */
  readonly isGiven: (inSnapshot: FileEntry, inVolume: FileEntry) => boolean;
  readonly now: Date;
}

/** The steps for these paths; what is beneath a folder that is put in its place comes with it. */
export function restoreSteps(
  files: readonly PlannedFile[],
  { missingParents, isGiven, now }: StepOptions,
): RestoreSteps {
  const parents = new Set(missingParents.map(({ path }) => path));
  const folders = new Set<string>();
  const patterned = new Set<string>();
  const steps: RestoreStep[] = [];
  const patterns: string[] = [];
  const later: RestoreStep[] = [];
  for (const file of files) {
    const { path, action, inSnapshot: entry } = file;
    const isCovered = hasAbove(folders, path);
    const step = { path, entry, keptName: keptName(posix.basename(path), now) };
    const present = renewed(file, isGiven);
    if (present !== undefined) later.push({ kind: 'dress', ...step, entry: present });
    if (action === 'attributes' && !isRestoredByRestic(entry)) {
      later.push({ kind: 'set', ...step });
      continue;
    }
    if (parents.has(path)) later.push({ kind: 'dress', ...step });
    else if (!hasAbove(patterned, path)) {
      patterns.push(includePattern(path));
      patterned.add(path);
    }
    if (!isCovered) steps.push({ kind: 'put', ...step });
    if (entry.type === 'dir') folders.add(path);
  }
  // What is in a folder first: its own mode may close it, and what is written into it changes its time.
  return { steps: [...steps, ...later.reverse()], patterns };
}

/** Whose time is not known to the nanosecond is written anew: restic knows it. */
function isRestoredByRestic(entry: FileEntry): boolean {
  return entry.type === 'file' && nanosecondsOf(entry) === undefined;
}

/** A key that only its owner may read is not opened to a group because the mover's copy was. */
function renewed(
  { action, inVolume, inSnapshot }: PlannedFile,
  isGiven: StepOptions['isGiven'],
): FileEntry | undefined {
  if (action !== 'changed' || inVolume?.type !== inSnapshot.type || inSnapshot.type === 'symlink') return undefined;
  if (!isGiven(inSnapshot, inVolume)) return undefined;
  return { ...inSnapshot, mode: inVolume.mode, gid: inVolume.gid };
}

/** The words that `addScript` makes records of. */
export function recordWords({ kind, path, entry, keptName }: RestoreStep): readonly string[] {
  const { type, mode, uid, gid } = entry;
  const word = kind === 'put' ? `put-${type}` : kind;
  // Of an existing folder it changes with what is written into it; a file has it from restic.
  const keepsTime = type === 'dir' ? kind === 'set' : kind === 'dress';
  const time = keepsTime ? '' : timeOf(entry);
  return [word, podWord(path), podWord(keptName), mode.toString(8).padStart(4, '0'), `${uid}:${gid}`, time];
}

/** Any text as one word of ASCII, as `printf %b` reads it. */
export function podWord(text: string): string {
  return podPath(text).slice(1);
}

/** Seconds since 1970 with nine digits after the point, as far as they are known. */
function timeOf(entry: FileEntry): string {
  const known = nanosecondsOf(entry);
  const ms = entry.time.getTime();
  if (Number.isNaN(ms)) return '';
  const seconds = Math.floor(ms / 1000);
  return `${seconds}.${String(known ?? (ms - seconds * 1000) * 1_000_000).padStart(9, '0')}`;
}

function nanosecondsOf(entry: FileEntry): number | undefined {
  return 'nanoseconds' in entry && typeof entry.nanoseconds === 'number' ? entry.nanoseconds : undefined;
}

function hasAbove(folders: ReadonlySet<string>, path: string): boolean {
  for (let above = posix.dirname(path); above !== '/'; above = posix.dirname(above))
    if (folders.has(above)) return true;
  return false;
}
