import { closeSync, constants, fchmodSync, futimesSync, openSync, renameSync, rmSync, type Stats } from 'node:fs';
import { Obstacle } from './entry-name.ts';
import { partName } from './part-name.ts';
import { haveSameContent } from './same-content.ts';
import type { SparseWriter } from './sparse-writer.ts';
import type { Tree } from './tree.ts';

/** A file to be written into the open folder of a tree. */
export interface FileToWrite {
  readonly name: string;
  readonly mode: number;
  readonly time: Date;
  /** In bytes, where it is known. */
  readonly size?: number | undefined;
  readonly isForced: boolean;
}

/** The permission bits a copy keeps: none that would let others act as the one who copied. */
export const keptModeBits = 0o777;

/** Throws an Obstacle where something is in the place of a file that must not be replaced, as far as can be told before. */
export function refuseReplacing(tree: Tree, { name, size, isForced }: FileToWrite): void {
  const there = tree.stat(name);
  if (there === undefined) return;
  if (there.isDirectory()) throw new Obstacle('a folder of that name is there already');
  if (isForced || (there.isFile() && (size === undefined || there.size === size))) return;
  throw differs();
}

/**
 * Writes a file under a name of its own and renames it when it is whole, so that nothing half is ever under the real
 * name. Returns what it became; throws an Obstacle where a different file is in its place.
 */
export async function writeFile(
  tree: Tree,
  file: FileToWrite,
  writer: SparseWriter,
  pour: () => Promise<void>,
): Promise<Stats | undefined> {
  const part = partName(tree.makers);
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

/** Of two files of one size only the content tells whether one may stand for the other. */
async function refuseReplacingOther(tree: Tree, { name, isForced }: FileToWrite, fd: number): Promise<void> {
  const there = tree.stat(name);
  if (there === undefined || isForced) return;
  if (!there.isFile() || !(await haveSameContent(fd, tree.at(name)))) throw differs();
}

function differs(): Obstacle {
  return new Obstacle('a different file of that name is there already');
}
