import type { LeftOut } from './local-files.ts';

/** Why an entry is not written; the copy continues without it. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle';
}

/** The components of a name in an archive, empty for the archive's root. Throws an Obstacle if the name is unsafe. */
export function componentsOf(name: string): readonly string[] {
  if (name.startsWith('/')) throw new Obstacle('its name is an absolute path');
  if (name.includes('\0')) throw new Obstacle('a file name cannot contain NUL');
  const components = name.split('/').filter((component) => component !== '' && component !== '.');
  if (components.includes('..')) throw new Obstacle('its name leads out of the folder with ".."');
  return components;
}

/** The components of a name below the source. Throws an Obstacle if the name does not belong to the source. */
export function insideSource(components: readonly string[], source: readonly string[]): readonly string[] {
  if (source.every((component, index) => components[index] === component)) return components.slice(source.length);
  throw new Obstacle('it is not part of what was requested');
}

/**
 * Throws an Obstacle if a symbolic link in a folder `depth` levels deep could lead above `floor` levels. Only a target
 * that first goes up and then down can be judged without reading the disk: `a/..` may be anywhere if `a` is a link.
 */
export function refuseLeavingTarget(target: string, depth: number, floor: number): void {
  if (target === '' || target.includes('\0')) throw new Obstacle('it is a link to nothing');
  if (target.startsWith('/')) throw new Obstacle('it is a link to an absolute path, outside what was copied');
  const components = target.split('/').filter((component) => component !== '' && component !== '.');
  const steps = components.findIndex((component) => component !== '..');
  const stepsBack = steps === -1 ? components.length : steps;
  if (components.includes('..', stepsBack)) throw new Obstacle('it is a link with ".." after other parts of its path');
  if (depth - stepsBack < floor) throw new Obstacle('it is a link that leads outside what was copied');
}

/** Collects the entries that a copy leaves out. */
export class LeftOutList {
  #count = 0;
  readonly #entries: { readonly path: string; readonly why: string }[] = [];

  add(path: string, why: string): void {
    this.#count++;
    if (this.#entries.length < rememberedEntries) this.#entries.push({ path, why });
  }

  result(): LeftOut {
    return { count: this.#count, entries: this.#entries };
  }
}

const rememberedEntries = 1000;
