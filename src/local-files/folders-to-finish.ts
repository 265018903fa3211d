import { fchmodSync, futimesSync } from 'node:fs';
import { keptModeBits } from './part-file.ts';
import type { Tree } from './tree.ts';

/** The mode and time of a folder, which can only be set once it is complete. */
export interface FolderToFinish {
  readonly components: readonly string[];
  readonly mode: number;
  readonly time: Date;
}

/** The folders that were created and are still being filled, the innermost last: archives are in depth-first order. */
export class FoldersToFinish {
  readonly #tree: Tree;
  readonly #open: FolderToFinish[] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  add(folder: FolderToFinish): void {
    this.#open.push(folder);
  }

  /** Finishes every folder that does not contain `components`. */
  leaveFor(components: readonly string[]): void {
    for (let last = this.#open.at(-1); last !== undefined; last = this.#open.at(-1)) {
      if (last.components.every((component, index) => components[index] === component)) return;
      this.#open.pop();
      this.#finish(last);
    }
  }

  /** Finishes all folders. */
  leave(): void {
    for (const folder of this.#open.splice(0).reverse()) this.#finish(folder);
  }

  #finish({ components, mode, time }: FolderToFinish): void {
    this.#tree.enter(components);
    fchmodSync(this.#tree.fd, mode & keptModeBits);
    futimesSync(this.#tree.fd, time, time);
  }
}
