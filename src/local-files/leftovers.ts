import { chmodSync, lstatSync, readdirSync, rmdirSync, unlinkSync, type Stats } from 'node:fs';
import { isLeftOver, type Creators } from './part-name.ts';
import type { Tree } from './tree.ts';

/**
 * Removes from the open folder what interrupted runs have left: under a name of theirs, by a process of this machine that is
 * gone, and of the same owner and kind as what is made here. What cannot be removed stays, as it would have.
 */
export function removeLeftovers(tree: Tree): void {
  const { makers } = tree;
  if (makers === undefined) return;
  for (const name of readdirSync(tree.at('.'))) {
    if (!isLeftOver(name, makers)) continue;
    try {
      if (isAsMade(lstatSync(tree.at(name)), makers)) removeWhole(tree.at(name));
    } catch {
      // Somebody else's, or gone by now.
    }
  }
}

function isAsMade(stat: Stats, { uid }: Creators): boolean {
  const isOfKind = stat.isDirectory() || stat.isFile() || stat.isSymbolicLink();
  return isOfKind && (uid === undefined || stat.uid === uid);
}

/** A folder with all that is in it, through no link; also where the copy has taken the right to write from its folders. */
export function removeWhole(path: Buffer): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    unlinkSync(path);
    return;
  }
  chmodSync(path, 0o700);
  for (const name of readdirSync(path, { encoding: 'buffer' }))
    removeWhole(Buffer.concat([path, Buffer.from('/'), name]));
  rmdirSync(path);
}
