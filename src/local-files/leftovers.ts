import { chmodSync, lstatSync, readdirSync, rmdirSync, unlinkSync, type Stats } from 'node:fs';
import { isLeftOver, type Creators } from './part-name.ts';
import type { Tree } from './tree.ts';

/**
 * Removes the leftovers of interrupted runs from the open folder: entries with their naming scheme, of a process on
 * this machine that is gone, with the same owner and type as what is created here. What cannot be removed stays.
 */
export function removeLeftovers(tree: Tree): void {
  const { creators } = tree;
  if (creators === undefined) return;
  for (const name of readdirSync(tree.at('.'))) {
    if (!isLeftOver(name, creators)) continue;
    try {
      if (isAsMade(lstatSync(tree.at(name)), creators)) removeWhole(tree.at(name));
    } catch {
      // Somebody else's, or already gone.
    }
  }
}

function isAsMade(stat: Stats, { uid }: Creators): boolean {
  const isOfKind = stat.isDirectory() || stat.isFile() || stat.isSymbolicLink();
  return isOfKind && (uid === undefined || stat.uid === uid);
}

/**
 * Removes a folder with its content without following links; also if the copy has removed write permission from its
 * folders.
 */
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
