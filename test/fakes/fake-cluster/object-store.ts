import { Failure } from '../../../src/errors.ts';
import type { NewObject, ObjectKey, Resource, Scope, WatchEvent } from '../../../src/kubernetes/cluster.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../../src/kubernetes/objects.ts';
import { EventQueue } from './event-queue.ts';
import { isInScope } from './selectors.ts';

interface Watcher {
  readonly kind: string;
  readonly scope: Scope;
  readonly queue: EventQueue<WatchEvent<KubeObject>>;
}

/** The objects of a cluster in memory, and their watchers. */
export class ObjectStore {
  readonly #tables = new Map<string, Map<string, KubeObject>>();
  readonly #watchers = new Set<Watcher>();
  #version = 0;

  get openWatches(): number {
    return this.#watchers.size;
  }

  put<T extends KubeObject>(resource: Resource<T>, object: T): T {
    const id = nameOf({ namespace: object.metadata.namespace ?? '', name: object.metadata.name });
    const present = this.#table(resource).get(id);
    const version = String((this.#version += 1));
    const uid = present?.metadata.uid ?? `uid-${version}`;
    const stored = { ...structuredClone(object), metadata: { uid, ...object.metadata, resourceVersion: version } };
    this.#table(resource).set(id, stored);
    this.#tell(resource, { type: present === undefined ? 'added' : 'modified', object: stored });
    return stored;
  }

  /** A new object with the name that the server would generate. */
  named<T extends KubeObject>(resource: Resource<T>, object: NewObject<T>): KubeObject {
    const { generateName = '', ...metadata } = object.metadata;
    const generated = `${generateName}${String((this.#version += 1)).padStart(5, 'x')}`;
    const { group, version, kind } = resource;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const made = { apiVersion, kind, ...object, metadata: { name: generated, ...metadata } };
    if (kind !== 'PersistentVolumeClaim') return made;
    // The cluster has a default StorageClass.
    const { spec } = object as NewObject<PersistentVolumeClaim>;
    return { ...made, spec: { storageClassName: 'default', ...spec } };
  }

  remove(resource: Resource<KubeObject>, key: ObjectKey): void {
    const object = this.get(resource, key);
    this.#table(resource).delete(nameOf(key));
    this.#tell(resource, { type: 'deleted', object });
  }

  find<T extends KubeObject>(resource: Resource<T>, key: ObjectKey): T | undefined {
    return this.#table(resource).get(nameOf(key)) as T | undefined;
  }

  get<T extends KubeObject>(resource: Resource<T>, key: ObjectKey): T {
    const object = this.find(resource, key);
    if (object !== undefined) return object;
    throw new Failure('not-found', `There is no ${resource.kind} ${key.name} in ${key.namespace}.`);
  }

  list<T extends KubeObject>(resource: Resource<T>, scope: Scope): readonly T[] {
    return [...this.#table(resource).values()].filter((object) => isInScope(object, scope)) as T[];
  }

  async *watch<T extends KubeObject>(
    resource: Resource<T>,
    scope: Scope,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const queue = new EventQueue<WatchEvent<KubeObject>>();
    for (const object of this.list(resource, scope)) queue.push({ type: 'added', object });
    queue.push({ type: 'synced' });
    const watcher = { kind: resource.plural, scope, queue };
    this.#watchers.add(watcher);
    try {
      yield* queue.read(signal) as AsyncGenerator<WatchEvent<T>, void, undefined>;
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  resync(resource: Resource<KubeObject>): void {
    for (const { kind, queue } of this.#watchers) if (kind === resource.plural) queue.push({ type: 'synced' });
  }

  #table(resource: Resource<KubeObject>): Map<string, KubeObject> {
    const table = this.#tables.get(resource.plural) ?? new Map<string, KubeObject>();
    this.#tables.set(resource.plural, table);
    return table;
  }

  #tell(resource: Resource<KubeObject>, event: WatchEvent<KubeObject> & { readonly object: KubeObject }): void {
    for (const { kind, scope, queue } of this.#watchers) {
      if (kind === resource.plural && isInScope(event.object, scope)) queue.push(event);
    }
  }
}

function nameOf({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`;
}
