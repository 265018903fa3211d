import { posix } from 'node:path';
import type { Difference } from '../../../../comparison/difference.ts';
import type { FileEntry } from '../../../../files/file-entry.ts';
import { podPath } from '../../../../files/pod-path.ts';
import { bytesOfPath } from '../../../../files/path-bytes.ts';
import { includePattern } from './include-pattern.ts';
import { keptName } from './kept-name.ts';

/** What happens to a path: it is new, it is replaced, or only its owner, mode or time is set. */
export type FileAction = 'new' | 'changed' | 'attributes';

/** A path that is restored. */
export interface PlannedFile {
  readonly path: string;
  readonly action: FileAction;
  readonly inVolume: FileEntry | undefined;
  readonly inSnapshot: FileEntry;
  /** The app wrote it during the comparison. */
  readonly isMoving: boolean;
}

/** One step of the restore: gives a staged entry its name, or sets the attributes of an existing one. */
export interface RestoreStep {
  readonly kind: 'put' | 'set' | 'dress';
  readonly path: string;
  readonly entry: FileEntry;
  /** The new name of a replaced entry. */
  readonly keptName: string;
}

export interface RestoreSteps {
  readonly steps: readonly RestoreStep[];
  /** Patterns for restic: what to stage. */
  readonly patterns: readonly string[];
}

/**
 * The paths that differ, as they will be restored, sorted by path. Entries only in the volume are left alone, and
 * sockets cannot be restored.
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
  /** Whether a mode and group are in the snapshot only because Kubernetes set them in the mover's copy. */
  readonly isGiven: (inSnapshot: FileEntry, inVolume: FileEntry) => boolean;
  readonly now: Date;
}

/** The steps for these paths; entries below a folder that is put in place come with it. */
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
  // The content of a folder first: the folder's own mode may deny access, and writing into it changes its time.
  return { steps: [...steps, ...later.reverse()], patterns };
}

/** A file whose time is not known to the nanosecond is restored by restic, which knows it. */
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

/** The words from which `addScript` creates records. */
export function recordWords({ kind, path, entry, keptName }: RestoreStep): readonly string[] {
  const { type, mode, uid, gid } = entry;
  const word = kind === 'put' ? `put-${type}` : kind;
  // The time of an existing folder changes when something is written into it; a file gets its time from restic.
  const keepsTime = type === 'dir' ? kind === 'set' : kind === 'dress';
  const time = keepsTime ? '' : timeOf(entry);
  return [word, podWord(path), podWord(keptName), mode.toString(8).padStart(4, '0'), `${uid}:${gid}`, time];
}

/** Any text as one ASCII word for `printf %b`. */
export function podWord(text: string): string {
  return podPath(text).slice(1);
}

/** Unix time with nine decimals, as far as they are known. */
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
