import { mkdirSync, renameSync } from 'node:fs';
import { Failure } from '../errors.ts';
import { diskFailure } from './disk-failure.ts';
import { componentsOf, insideSource, LeftOutList, Obstacle, refuseLeavingTarget } from './entry-name.ts';
import { FoldersToFinish, Tree } from './tree.ts';
import { removeLeftovers, removeWhole } from './leftovers.ts';
import { makeHardLink, makeSymlink } from './links.ts';
import type { LocalTarget, UnpackOptions, UnpackResult } from './local-files.ts';
import { refuseReplacing, writeFile } from './part-file.ts';
import { type Creators, partName } from './part-name.ts';
import { Received } from './received.ts';
import { SparseWriter } from './sparse-writer.ts';
import { tarEntries, type TarEntry } from './tar-entries.ts';

/**
 * Unpacks a tar stream into its target; see the port. A new folder gets its name only when it is complete: otherwise a
 * repeated copy would go into the remains of an interrupted one.
 */
export async function unpack(
  tar: AsyncIterable<Uint8Array>,
  target: LocalTarget,
  options: UnpackOptions,
  creators?: Creators,
): Promise<UnpackResult> {
  const tree = treeAt(target.folder, creators);
  try {
    removeLeftovers(tree);
    if (target.isInFolder || tree.stat(target.name) !== undefined)
      return await unpackInto(tar, target, options, creators);
    const part = partName(creators);
    try {
      const result = await unpackInto(tar, { ...target, name: part }, options, creators);
      renameSync(tree.at(part), tree.at(target.name));
      return result;
    } catch (error) {
      if (tree.stat(part) !== undefined) removeWhole(tree.at(part));
      throw diskFailure(error, target.shown);
    }
  } finally {
    tree.close();
  }
}

function treeAt(folder: string, creators?: Creators): Tree {
  try {
    return new Tree(folder, creators);
  } catch (error) {
    throw diskFailure(error, folder);
  }
}

async function unpackInto(
  tar: AsyncIterable<Uint8Array>,
  target: LocalTarget,
  options: UnpackOptions,
  creators: Creators | undefined,
): Promise<UnpackResult> {
  const received = new Received();
  const unpacking = new Unpacking(target, options, creators);
  let path: string | undefined;
  const onChunk = () => options.onProgress?.({ bytes: received.bytes, path });
  try {
    if (options.top !== undefined) await unpacking.take(topEntry(target, options.top));
    for await (const entry of tarEntries(tar, { received, signal: options.signal, onChunk })) {
      path = entry.name;
      await unpacking.take(entry);
    }
  } finally {
    unpacking.finish();
  }
  return unpacking.result();
}

/** The state of one copy. */
class Unpacking {
  readonly #target: LocalTarget;
  /** Folders that were searched for leftovers of interrupted copies. */
  readonly #swept = new Set<string>();
  readonly #source: readonly string[];
  readonly #isForced: boolean;
  readonly #tree: Tree;
  readonly #targets: Tree;
  readonly #folders: FoldersToFinish;
  readonly #writer = new SparseWriter();
  /** The inodes of the files written: a hard link may refer to nothing else. */
  readonly #written = new Set<number>();
  readonly #counts = { files: 0, folders: 0, links: 0, bytes: 0 };
  readonly #skipped = new LeftOutList();
  readonly #refused = new LeftOutList();
  #hasSource = false;
  #isTopCounted = false;

  constructor(target: LocalTarget, { force }: UnpackOptions, creators: Creators | undefined) {
    this.#target = target;
    this.#source = componentsOf(target.source.archived);
    this.#isForced = force === true;
    this.#tree = treeAt(target.folder, creators);
    this.#targets = treeAt(target.folder);
    this.#folders = new FoldersToFinish(this.#tree);
  }

  /** Writes one entry, or records why not. */
  async take(entry: TarEntry): Promise<void> {
    try {
      const components = this.#componentsHere(entry.name);
      this.#hasSource = true;
      this.#folders.leaveFor(components);
      await this.#make(entry, components);
    } catch (error) {
      const failure = diskFailure(error, entry.name);
      if (!(failure instanceof Obstacle)) throw failure;
      this.#refused.add(entry.name, failure.message);
    }
  }

  /** Sets what folders can only get at the end, and closes them. */
  finish(): void {
    try {
      this.#folders.leave();
    } catch (error) {
      throw diskFailure(error, this.#target.shown);
    } finally {
      this.#tree.close();
      this.#targets.close();
    }
  }

  result(): UnpackResult {
    const [skipped, refused] = [this.#skipped.result(), this.#refused.result()];
    if (!this.#hasSource && refused.count === 0) {
      throw new Failure('failed', `the received archive does not contain ${JSON.stringify(this.#target.source.name)}`);
    }
    return { ...this.#counts, skipped, refused };
  }

  #componentsHere(name: string): readonly string[] {
    return [this.#target.name, ...insideSource(componentsOf(name), this.#source)];
  }

  async #make(entry: TarEntry, components: readonly string[]): Promise<void> {
    if (this.#target.mustBeFolder && components.length === 1 && entry.type !== 'directory') {
      throw new Failure('usage', `${this.#target.shown}/ is not a folder, and the source is a file`);
    }
    switch (entry.type) {
      case 'file':
        return this.#makeFile(entry, components);
      case 'directory':
        this.#makeFolder(entry, components);
        return;
      case 'symlink':
        this.#makeSymlink(entry, components);
        return;
      case 'link':
        return this.#makeHardLink(entry, components);
      default:
        this.#leaveOut(entry);
    }
  }

  #leaveOut({ type, name }: TarEntry): void {
    if (type === 'inexact') throw new Obstacle('its exact name is unknown');
    if (type === 'sparse' || type === 'unknown') throw new Obstacle(`an unsupported type of archive entry`);
    this.#skipped.add(name, `a ${type === 'fifo' ? 'pipe' : type.replace('-', ' ')}, which has no content`);
  }

  async #makeFile(entry: TarEntry, components: readonly string[]): Promise<void> {
    const { mode, time, size } = entry;
    const name = this.#enterParent(this.#tree, components);
    this.#sweep(components.slice(0, -1));
    const file = { name, mode, time, size, isForced: this.#isForced };
    refuseReplacing(this.#tree, file);
    const written = await writeFile(this.#tree, file, this.#writer, async () => {
      let bytes = 0;
      for await (const chunk of entry.body) {
        bytes += chunk.length;
        await this.#writer.write(chunk);
      }
      if (bytes !== size)
        throw new Failure('failed', `only ${bytes} of ${size} bytes of ${JSON.stringify(entry.name)} arrived`);
    });
    if (written !== undefined) this.#written.add(written.ino);
    this.#counts.files++;
    this.#counts.bytes += size;
  }

  /** Once per folder: an interrupted copy leaves at most one incomplete file. */
  #sweep(folder: readonly string[]): void {
    const path = folder.join('/');
    if (this.#swept.has(path)) return;
    this.#swept.add(path);
    removeLeftovers(this.#tree);
  }

  #makeFolder({ mode, time }: TarEntry, components: readonly string[]): void {
    const name = this.#enterParent(this.#tree, components);
    const there = this.#tree.stat(name);
    if (there?.isDirectory() === false) throw new Obstacle('something other than a folder already has that name');
    if (there === undefined) {
      mkdirSync(this.#tree.at(name), 0o700);
      this.#folders.add({ components, mode, time });
    }
    // The source itself comes twice: as `top`, and in the archive of a volume.
    if (components.length > 1 || !this.#isTopCounted) this.#counts.folders++;
    if (components.length === 1) this.#isTopCounted = true;
  }

  #makeSymlink({ target, time }: TarEntry, components: readonly string[]): void {
    refuseLeavingTarget(target, components.length - 1, this.#target.isInFolder ? 0 : 1);
    const name = this.#enterParent(this.#tree, components);
    makeSymlink(this.#tree, { name, target, time }, this.#isForced);
    this.#counts.links++;
  }

  async #makeHardLink({ target }: TarEntry, components: readonly string[]): Promise<void> {
    const targetName = this.#enterParent(this.#targets, this.#componentsHere(target));
    const file = this.#targets.stat(targetName);
    if (file?.isFile() !== true || !this.#written.has(file.ino)) {
      throw new Obstacle('it is a hard link to a file that was not copied');
    }
    const name = this.#enterParent(this.#tree, components);
    await makeHardLink(this.#targets, targetName, { tree: this.#tree, name, isForced: this.#isForced });
    this.#counts.links++;
  }

  /** Enters the parent folder of the components, and returns the last component. */
  #enterParent(tree: Tree, components: readonly string[]): string {
    tree.enter(components.slice(0, -1));
    return components.at(-1) ?? '';
  }
}

function topEntry({ source }: LocalTarget, { mode, time }: { readonly mode: number; readonly time: Date }): TarEntry {
  return { type: 'directory', name: source.archived, target: '', mode, time, size: 0, body: nothing };
}

const nothing: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};
