import type { WatchEvent } from '../cluster.ts';
import type { KubeObject } from '../objects.ts';

/** What a watch has told so far, so that a re-list tells only what really changed. */
export class KnownObjects<T extends KubeObject> {
  readonly #objects = new Map<string, T>();

  /** What a fresh list means for a reader who knows the objects so far: deletions first. */
  replaceAll(items: readonly T[]): readonly WatchEvent<T>[] {
    const listed = new Set(items.map(identity));
    const gone = [...this.#objects].filter(([id]) => !listed.has(id));
    for (const [id] of gone) this.#objects.delete(id);
    return [
      ...gone.map(([, object]) => ({ type: 'deleted', object }) as const),
      ...items.map((item) => this.put(item)).filter((event) => event !== undefined),
    ];
  }

  /** The event that an object's present state makes; undefined where it is known already. */
  put(object: T): WatchEvent<T> | undefined {
    const known = this.#objects.get(identity(object));
    this.#objects.set(identity(object), object);
    if (known === undefined) return { type: 'added', object };
    return known.metadata.resourceVersion === object.metadata.resourceVersion
      ? undefined
      : { type: 'modified', object };
  }

  /** The event of a deletion; undefined where the object was not known. */
  remove(object: T): WatchEvent<T> | undefined {
    return this.#objects.delete(identity(object)) ? { type: 'deleted', object } : undefined;
  }
}

/** An object made anew under the same name is another one. */
function identity({ metadata }: KubeObject): string {
  return metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`;
}
