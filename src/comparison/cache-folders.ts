import { posix } from 'node:path';
import { programOutput, ProgramError, type Workplace } from '../volume/pod-programs.ts';

/** A file of this name with this beginning marks a folder as a cache: https://bford.info/cachedir/. */
const tagName = 'CACHEDIR.TAG';
const signature = 'Signature: 8a477f597d28d172789f06886806bc55';

const script = `cd -- "$1" || exit
find . -xdev -type f -name ${tagName} -print0 2>/dev/null | while IFS= read -r -d '' tag; do
  if [ "$(head -c ${signature.length} -- "$tag" 2>/dev/null)" = '${signature}' ]; then printf '%s\\0' "$tag"; fi
done`;

/**
 * The folders of a volume whose content `restic backup --exclude-caches` leaves out, except for the tag itself. If they
 * cannot be determined, there are none: their content then counts as any other path.
 */
export class CacheFolders {
  readonly #folders: ReadonlySet<string>;

  constructor(folders: readonly string[]) {
    this.#folders = new Set(folders);
  }

  static async find(root: string, work: Workplace): Promise<CacheFolders> {
    const parts: Uint8Array[] = [];
    try {
      for await (const part of programOutput(['bash', '-c', script, 'find-caches', root], work)) parts.push(part);
    } catch (error) {
      if (error instanceof ProgramError) return new CacheFolders([]);
      throw error;
    }
    const tags = Buffer.concat(parts).toString('utf8').split('\0').filter(Boolean);
    return new CacheFolders(tags.map((tag) => posix.dirname(tag.slice(1))));
  }

  /** Whether restic would leave out the path. */
  has(path: string): boolean {
    if (this.#folders.size === 0) return false;
    const folder = posix.dirname(path);
    if (this.#folders.has(folder)) return posix.basename(path) !== tagName;
    return folder !== path && this.#hasFolder(folder);
  }

  #hasFolder(path: string): boolean {
    for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
      if (this.#folders.has(folder)) return true;
      if (folder === posix.dirname(folder)) return false;
    }
  }
}
