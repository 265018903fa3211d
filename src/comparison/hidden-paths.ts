import { posix } from 'node:path';

/** What of a volume could not be looked into: nothing beneath may be taken for missing. */
export class HiddenPaths {
  readonly #paths = new Set<string>();
  /** Words of find that name no path: then nothing that the volume seems not to have is surely missing. */
  readonly #unclear: string[] = [];

  /** `errors`: what find has said. */
  constructor(errors: string) {
    const lines = errors.split('\n').filter((line) => line !== '');
    for (const line of lines) {
      const { path, why } = /^find: '\.(?<path>\/[^'\\]*)': (?<why>.*)$/.exec(line)?.groups ?? {};
      // Gone meanwhile, or a path that was asked for and is not there.
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

  /** What was said that is of no single path. */
  get whole(): readonly string[] {
    return this.#unclear;
  }
}
