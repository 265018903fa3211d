import { closeSync, constants, fchmodSync, futimesSync, openSync, renameSync, rmSync, type Stats } from 'node:fs';
import { Obstacle } from './entry-name.ts';
import { partName } from './part-name.ts';
import { haveSameContent } from './same-content.ts';
import type { SparseWriter } from './sparse-writer.ts';
import { keptModeBits, type Tree } from './tree.ts';

/** A file to be written into the open folder of a tree. */
export interface FileToWrite {
  readonly name: string;
  readonly mode: number;
  readonly time: Date;
  /** In bytes, if known. */
  readonly size?: number | undefined;
  readonly isForced: boolean;
}

/** Throws an Obstacle if a file that must not be replaced exists, as far as that is known before writing. */
export function refuseReplacing(tree: Tree, { name, size, isForced }: FileToWrite): void {
  const there = tree.stat(name);
  if (there === undefined) return;
  if (there.isDirectory()) throw new Obstacle('a folder of that name is there already');
  if (isForced || (there.isFile() && (size === undefined || there.size === size))) return;
  throw differs();
}

/**
 * Writes a file under a temporary name and renames it when it is complete, so that no incomplete file has the real
 * name. Returns the result; throws an Obstacle if a different file exists there.
 */
export async function writeFile(
  tree: Tree,
  file: FileToWrite,
  writer: SparseWriter,
  pour: () => Promise<void>,
): Promise<Stats | undefined> {
  const part = partName(tree.creators);
  const fd = openSync(tree.at(part), constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    try {
      writer.begin(fd);
      await pour();
      await writer.end();
      await refuseReplacingOther(tree, file, fd);
      fchmodSync(fd, file.mode & keptModeBits);
      futimesSync(fd, file.time, file.time);
    } finally {
      await writer.giveUp();
      closeSync(fd);
    }
    renameSync(tree.at(part), tree.at(file.name));
  } catch (error) {
    rmSync(tree.at(part), { force: true });
    throw error;
  }
  return tree.stat(file.name);
}

/** Two files of the same size have to be compared by content. */
async function refuseReplacingOther(tree: Tree, { name, isForced }: FileToWrite, fd: number): Promise<void> {
  const there = tree.stat(name);
  if (there === undefined || isForced) return;
  if (!there.isFile() || !(await haveSameContent(fd, tree.at(name)))) throw differs();
}

function differs(): Obstacle {
  return new Obstacle('a different file of that name is there already');
}
