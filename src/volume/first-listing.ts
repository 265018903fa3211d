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

/** A snapshot, and what restic is still printing of its root. */
export interface FirstListing {
  readonly snapshot: Snapshot;
  readonly root: AsyncGenerator<string, void>;
}

/**
 * Both with one run of restic, which takes half a second to make the key from the password, each time. Undefined where
 * restic failed or was not understood: then the longer way tells why. What restic cannot read of a repository makes it fail
 * for `latest`; nothing is passed over.
 */
export async function firstListing(name: string, work: Workplace): Promise<FirstListing | undefined> {
  const root = linesOf(resticOutput(['ls', '--json', '--', name, '/'], work));
  try {
    const { value } = await root.next();
    return { snapshot: readListedSnapshot(value ?? ''), root };
  } catch (error) {
    await root.return();
    // A repository that is silent would be so again.
    if (isFailure(error) || (error instanceof ProgramError && error.exitCode === stepTimedOut)) throw error;
    return undefined;
  }
}

/** The same files, whose root is listed with what restic is printing, once. */
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
    // Both are in the order of the tree.
    let passed = 0;
    for await (const entry of files.list('/', false, onUnreadable)) if (++passed > taken) yield entry;
  };
  return { ...files, list };
}

/** The entries of which `restic ls` tells all, up to the first of which it does not, or until it fails; how many these were. */
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

/** `restic ls` does not tell where links point, nor bytes that are no UTF-8. */
function isWhole({ type, path }: FileEntry): boolean {
  return type !== 'symlink' && !isUnclear(path);
}
