import { closeSync, constants, linkSync, lutimesSync, openSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { bytesOfPath, pathOfBytes } from '../files/path-bytes.ts';
import { Obstacle } from './entry-name.ts';
import { partName } from './part-name.ts';
import { haveSameContent } from './same-content.ts';
import type { Tree } from './tree.ts';

/** Creates a symbolic link in the open folder of a tree; its target has been checked. */
export function makeSymlink(tree: Tree, link: SymlinkToMake, isForced: boolean): void {
  const there = tree.stat(link.name);
  if (there?.isDirectory() === true) throw new Obstacle('a folder of that name is there already');
  const isSame =
    there?.isSymbolicLink() === true && pathOfBytes(readlinkSync(tree.at(link.name), 'buffer')) === link.target;
  if (there !== undefined && !isSame && !isForced) throw new Obstacle('a different file of that name is there already');
  if (!isSame) replace(tree, link.name, (path) => symlinkSync(bytesOfPath(link.target), path));
  lutimesSync(tree.at(link.name), link.time, link.time);
}

export interface SymlinkToMake {
  readonly name: string;
  readonly target: string;
  readonly time: Date;
}

/** Creates a hard link in the open folder of `tree` to a file in the open folder of `from`. */
export async function makeHardLink(from: Tree, fromName: string, link: HardLinkToMake): Promise<void> {
  const { tree, name, isForced } = link;
  const there = tree.stat(name);
  const target = from.stat(fromName);
  if (there?.isDirectory() === true) throw new Obstacle('a folder of that name is there already');
  if (there !== undefined && there.ino === target?.ino && there.dev === target.dev) return;
  if (there !== undefined && !isForced && !(there.isFile() && (await isCopy(from.at(fromName), tree.at(name))))) {
    throw new Obstacle('a different file of that name is there already');
  }
  replace(tree, name, (path) => linkSync(from.at(fromName), path));
}

export interface HardLinkToMake {
  readonly tree: Tree;
  readonly name: string;
  readonly isForced: boolean;
}

function replace(tree: Tree, name: string, make: (path: Buffer) => void): void {
  const part = tree.at(partName(tree.creators));
  make(part);
  renameSync(part, tree.at(name));
}

async function isCopy(path: Buffer, other: Buffer): Promise<boolean> {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    return await haveSameContent(fd, other);
  } finally {
    closeSync(fd);
  }
}
