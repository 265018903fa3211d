import { isFailure } from '../errors.ts';
import type { FileEntry } from '../files/file-entry.ts';
import { linesOf } from '../lines.ts';
import { stepTimedOut } from '../restic/repository-script.ts';
import { readListedFile } from '../restic/file-list.ts';
import { readListedSnapshot, type Snapshot } from '../restic/snapshots.ts';
import { isUnclear } from './list-non-utf8.ts';
import { resticOutput } from './backup-files.ts';
import type { VolumeFiles } from './files.ts';
import { ProgramError, type Workplace } from './pod-programs.ts';

/** A snapshot, and the listing of its root that restic is still printing. */
export interface FirstListing {
  readonly snapshot: Snapshot;
  readonly root: AsyncGenerator<string, void>;
}

/**
 * Gets both with one run of restic, which needs half a second each time to derive the key from the password. Undefined
 * if restic failed or its output is malformed: the slower way then reports why. If restic cannot read part of a
 * repository, it fails for `latest`; nothing is skipped.
 */
export async function firstListing(name: string, work: Workplace): Promise<FirstListing | undefined> {
  const root = linesOf(resticOutput(['ls', '--json', '--', name, '/'], work));
  try {
    const { value } = await root.next();
    return { snapshot: readListedSnapshot(value ?? ''), root };
  } catch (error) {
    await root.return();
    // A silent repository would be silent again.
    if (isFailure(error) || (error instanceof ProgramError && error.exitCode === stepTimedOut)) throw error;
    return undefined;
  }
}

/** The same files; the first listing of the root uses what restic is printing. */
export function withFirstRoot(files: VolumeFiles, { root }: Pick<FirstListing, 'root'>): VolumeFiles {
  let isTaken = false;
  const list: VolumeFiles['list'] = async function* (path, isRecursive, onUnreadable) {
    if (path !== '/' || isRecursive || isTaken) {
      yield* files.list(path, isRecursive, onUnreadable);
      return;
    }
    isTaken = true;
    const taken = yield* wholeEntries(root);
    if (taken === 'all') return;
    // Both are in tree order.
    let passed = 0;
    for await (const entry of files.list('/', false, onUnreadable)) if (++passed > taken) yield entry;
  };
  return { ...files, list };
}

/**
 * The entries that `restic ls` shows completely, until the first one that it does not, or until it fails; returns their
 * number.
 */
async function* wholeEntries(lines: AsyncGenerator<string, void>): AsyncGenerator<FileEntry, number | 'all'> {
  let taken = 0;
  try {
    for await (const line of lines) {
      const entry = readListedFile(line);
      if (!isWhole(entry)) return taken;
      yield entry;
      taken += 1;
    }
    return 'all';
  } catch (error) {
    if (isFailure(error)) throw error;
    return taken;
  }
}

/** `restic ls` shows neither link targets nor bytes that are not UTF-8. */
function isWhole({ type, path }: FileEntry): boolean {
  return type !== 'symlink' && !isUnclear(path);
}
