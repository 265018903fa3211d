import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import { bytesOfPath } from '../files/path-bytes.ts';
import { systemErrorCode } from './disk-failure.ts';
import { Obstacle } from './entry-name.ts';
import type { Creators } from './part-name.ts';

/**
 * A folder of this machine with one open folder in it at a time. Every step down starts from an open folder and never
 * follows a symbolic link, so nothing on the disk or in an archive leads outside; and paths may be of any length.
 *
 * The calls are synchronous: through Node's thread pool a small file would take ten times as long.
 */
export class Tree {
  readonly #levels: Level[];
  readonly #hasDescriptorPaths: boolean;

  /** Identifies leftovers of interrupted copies; undefined if they are kept. */
  readonly creators: Creators | undefined;

  constructor(root: string, creators?: Creators) {
    this.creators = creators;
    const fd = openSync(root, constants.O_RDONLY | onlyFolders);
    this.#hasDescriptorPaths = canGoThrough(fd);
    const base = this.#hasDescriptorPaths ? descriptorBase(fd) : Buffer.from(`${root}/`);
    this.#levels = [{ name: '', fd, base }];
  }

  /** The open folder, for calls that take a file descriptor. */
  get fd(): number {
    return this.#current.fd ?? -1;
  }

  /** The path of an entry in the open folder, for the calls of node:fs; valid until another folder is entered. */
  at(name: string): Buffer {
    return Buffer.concat([this.#current.base, bytesOfPath(name)]);
  }

  /** The entry of that name in the open folder. */
  stat(name: string): Stats | undefined {
    return lstatSync(this.at(name), { throwIfNoEntry: false });
  }

  /** Opens a folder of the tree, creating missing ones on the way; throws an Obstacle if something else is there. */
  enter(components: readonly string[]): void {
    let shared = 0;
    while (shared < components.length && this.#levels[shared + 1]?.name === components[shared]) shared++;
    while (this.#levels[shared]?.fd === undefined) shared--;
    for (const { fd } of this.#levels.splice(shared + 1)) if (fd !== undefined) closeSync(fd);
    for (const component of components.slice(shared)) this.#descend(component);
  }

  close(): void {
    for (const { fd } of this.#levels.splice(0)) if (fd !== undefined) closeSync(fd);
  }

  get #current(): Level {
    const level = this.#levels.at(-1);
    if (level === undefined) throw new Error('the tree is closed');
    return level;
  }

  #descend(name: string): void {
    const path = this.at(name);
    const fd = openOrMake(path);
    const base = this.#hasDescriptorPaths ? descriptorBase(fd) : Buffer.concat([path, Buffer.from('/')]);
    const depth = this.#levels.length - 1;
    const above = this.#current;
    this.#levels.push({ name, fd, base });
    // Paths can be 2,000 levels deep, more than the number of files a program may have open.
    if (depth === 0 || depth % keptLevels === 0 || above.fd === undefined) return;
    closeSync(above.fd);
    above.fd = undefined;
  }
}

interface Level {
  readonly name: string;
  fd: number | undefined;
  readonly base: Buffer;
}

/** One in this many levels stays open, to return to it. */
const keptLevels = 16;

// Both are missing on Windows.
const onlyFolders = (constants.O_DIRECTORY as number | undefined) ?? 0;
const noLinks = (constants.O_NOFOLLOW as number | undefined) ?? 0;

/** Linux exposes an open descriptor's folder as a path; Node has no `openat`. */
function descriptorBase(fd: number): Buffer {
  return Buffer.from(`/proc/self/fd/${fd}/`);
}

function canGoThrough(fd: number): boolean {
  const there = statSync(`/proc/self/fd/${fd}/.`, { throwIfNoEntry: false });
  const here = fstatSync(fd);
  return there?.ino === here.ino && there.dev === here.dev;
}

function openOrMake(path: Buffer): number {
  try {
    return openFolder(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    mkdirSync(path);
    return openFolder(path);
  }
}

function openFolder(path: Buffer): number {
  try {
    return openSync(path, constants.O_RDONLY | onlyFolders | noLinks);
  } catch (error) {
    if (!['ELOOP', 'ENOTDIR', 'EMLINK'].includes(systemErrorCode(error) ?? '')) throw error;
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    const what = isLink ? 'a symbolic link' : 'something other than a folder';
    throw new Obstacle(`${what} is in place of a folder in its path`, { cause: error });
  }
}

/** The permission bits that a copy keeps: no setuid or setgid, which would let others act as the user. */
export const keptModeBits = 0o777;

/** The mode and time of a folder, which can only be set once it is complete. */
interface FolderToFinish {
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
