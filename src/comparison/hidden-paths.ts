import { posix } from 'node:path';

/** The parts of a volume that could not be read: nothing below them may be taken for missing. */
export class HiddenPaths {
  readonly #paths = new Set<string>();
  /** Messages of find that name no path: then nothing that appears to be missing in the volume is certainly missing. */
  readonly #unclear: string[] = [];

  /** `errors`: find's messages. */
  constructor(errors: string) {
    const lines = errors.split('\n').filter((line) => line !== '');
    for (const line of lines) {
      const { path, why } = /^find: '\.(?<path>\/[^'\\]*)': (?<why>.*)$/.exec(line)?.groups ?? {};
      // Deleted in the meantime, or a requested path that does not exist.
      if (/: (No such file or directory|Not a directory)$/.test(line)) continue;
      if (path === undefined || why === undefined) this.#unclear.push(line);
      else this.#paths.add(Buffer.from(path, 'latin1').toString('utf8'));
    }
  }

  add(path: string): void {
    this.#paths.add(path);
  }

  has(path: string): boolean {
    if (this.#unclear.length > 0) return true;
    if (this.#paths.size === 0) return false;
    for (let place = path; place !== posix.sep && place !== '.'; place = posix.dirname(place)) {
      if (this.#paths.has(place)) return true;
    }
    return false;
  }

  /** The messages that name no path. */
  get whole(): readonly string[] {
    return this.#unclear;
  }
}
