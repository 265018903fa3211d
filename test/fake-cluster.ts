import { Failure } from '../src/errors.ts';
import type {
  Access,
  Cluster,
  LogRequest,
  ObjectKey,
  Patch,
  PatchOptions,
  Resource,
  Scope,
  WatchEvent,
} from '../src/kube/cluster.ts';
import type { KubeObject } from '../src/kube/objects.ts';
import { resources } from '../src/kube/resources.ts';
import { applyPatch } from './fake-cluster/apply-patch.ts';
import { ObjectStore } from './fake-cluster/object-store.ts';
import { ScriptedLog } from './fake-cluster/scripted-log.ts';

type Verb = 'get' | 'find' | 'exists' | 'list' | 'watch' | 'patch' | 'logs' | 'isAllowed';

/** One call that an operation made; `kind` is the plural (`pods/log` for logs). */
export interface Call {
  readonly verb: Verb;
  readonly kind: string;
  readonly key?: ObjectKey;
  readonly scope?: Scope;
  readonly patch?: Patch;
  readonly log?: LogRequest;
  readonly access?: Access;
}

/**
 * A cluster in memory for the tests of operations. A test seeds objects, then acts as the controllers would: with
 * `put` and `remove` at any time, or in answer to a call with `before` and `afterPatch`.
 */
export class FakeCluster implements Cluster {
  readonly contextName = 'fake';
  readonly namespace = 'default';
  readonly calls: Call[] = [];
  readonly #store = new ObjectStore();
  readonly #logs = new Map<string, ScriptedLog>();
  readonly #failures: { readonly verb: string; readonly kind: string; readonly failure: Failure }[] = [];
  readonly #forbidden: Partial<Access>[] = [];
  readonly #before: { readonly verb: Verb; readonly kind: string; readonly react: (call: Call) => void }[] = [];
  readonly #afterPatch: { readonly kind: string; readonly react: (now: KubeObject, before: KubeObject) => void }[] = [];

  /** Adds or replaces objects, with live events; a missing uid is filled in, the resourceVersion always moves. */
  put<T extends KubeObject>(resource: Resource<T>, ...objects: readonly T[]): this {
    for (const object of objects) this.#store.put(resource, object);
    return this;
  }

  /** Changes an object that is there, with a live event, and returns it. */
  change<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, change: (object: T) => T): T {
    return this.#store.put(resource, change(this.#store.get(resource, key)));
  }

  /** All objects of a kind, as they are, without a call. */
  stored<T extends KubeObject>(resource: Resource<T>): readonly T[] {
    return this.#store.list(resource, {});
  }

  /** Deletes an object that is there, with a live event. */
  remove(resource: Resource<KubeObject>, key: ObjectKey): void {
    this.#store.remove(resource, key);
  }

  /** Tells every watch of a kind `synced` again, as after a re-list. */
  resync(resource: Resource<KubeObject>): void {
    this.#store.resync(resource);
  }

  /** The log of a container, to write to; made on first use. */
  log({ namespace, name }: ObjectKey, container: string): ScriptedLog {
    const key = `${namespace}/${name}/${container}`;
    const log = this.#logs.get(key) ?? new ScriptedLog();
    this.#logs.set(key, log);
    return log;
  }

  /** Takes a right away: `isAllowed` says no, and the calls that need it throw `forbidden`. */
  forbid(access: Partial<Access>): this {
    this.#forbidden.push(access);
    return this;
  }

  /** Makes every call of that verb on that kind throw. */
  fail(verb: Verb, resource: Resource<KubeObject>, failure: Failure): this {
    this.#failures.push({ verb, kind: resource.plural, failure });
    return this;
  }

  /** Reacts to a call before it is answered. */
  before(verb: Verb, resource: Resource<KubeObject>, react: (call: Call) => void): this {
    this.#before.push({ verb, kind: resource.plural, react });
    return this;
  }

  /** Reacts to a patch as VolSync would: after it was stored, with the object as it now is and as it was. */
  afterPatch<T extends KubeObject>(resource: Resource<T>, react: (now: T, before: T) => void): this {
    this.#afterPatch.push({ kind: resource.plural, react: react as (now: KubeObject, before: KubeObject) => void });
    return this;
  }

  /** How many calls of a verb were made, on one kind or on all. */
  count(verb: Verb, resource?: Resource<KubeObject>): number {
    return this.calls.filter((call) => call.verb === verb && call.kind === (resource?.plural ?? call.kind)).length;
  }

  /** How many watches and followed logs are open: none may be left when an operation has ended. */
  get openStreams(): number {
    return this.#store.openWatches + [...this.#logs.values()].reduce((sum, log) => sum + log.followers, 0);
  }

  async get<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, signal?: AbortSignal): Promise<T> {
    await this.#called({ verb: 'get', kind: resource.plural, key }, access('get', resource, key), signal);
    return this.#store.get(resource, key);
  }

  async find<T extends KubeObject>(
    resource: Resource<T>,
    key: ObjectKey,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    await this.#called({ verb: 'find', kind: resource.plural, key }, access('get', resource, key), signal);
    return this.#store.find(resource, key);
  }

  async exists(resource: Resource<KubeObject>, key: ObjectKey, signal?: AbortSignal): Promise<boolean> {
    await this.#called({ verb: 'exists', kind: resource.plural, key }, access('get', resource, key), signal);
    return this.#store.find(resource, key) !== undefined;
  }

  async list<T extends KubeObject>(resource: Resource<T>, scope: Scope, signal?: AbortSignal): Promise<readonly T[]> {
    await this.#called({ verb: 'list', kind: resource.plural, scope }, access('list', resource, scope), signal);
    return this.#store.list(resource, scope);
  }

  async *watch<T extends KubeObject>(
    resource: Resource<T>,
    scope: Scope,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    await this.#called({ verb: 'watch', kind: resource.plural, scope }, access('watch', resource, scope), signal);
    yield* this.#store.watch(resource, scope, signal);
  }

  async patch<T extends KubeObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options: PatchOptions = {},
    signal?: AbortSignal,
  ): Promise<T> {
    await this.#called({ verb: 'patch', kind: resource.plural, key, patch }, access('patch', resource, key), signal);
    const before = this.#store.get(resource, key);
    const after = applyPatch(before, patch);
    if (options.isDryRun === true) return after;
    const stored = this.#store.put(resource, after);
    for (const { kind, react } of this.#afterPatch) if (kind === resource.plural) react(stored, before);
    return stored;
  }

  async *logs(request: LogRequest, signal?: AbortSignal): AsyncGenerator<string, void, undefined> {
    const right = { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: request.namespace };
    await this.#called({ verb: 'logs', kind: 'pods/log', log: request }, right, signal);
    const container = request.container ?? this.#onlyContainer(request);
    const log = this.#logs.get(`${request.namespace}/${request.name}/${container}`);
    if (log === undefined)
      throw new Failure('not-found', `There is no log of ${request.name}, container ${container}.`);
    yield* log.read(request, signal);
  }

  async isAllowed(asked: Access, signal?: AbortSignal): Promise<boolean> {
    await this.#called({ verb: 'isAllowed', kind: asked.resource, access: asked }, undefined, signal);
    return !this.#isForbidden(asked);
  }

  /** Each call yields to the event loop first, as a request would. */
  async #called(call: Call, needs: Access | undefined, signal: AbortSignal | undefined): Promise<void> {
    this.calls.push(call);
    await new Promise(setImmediate);
    if (signal?.aborted) throw new Failure('interrupted', 'Interrupted.');
    for (const { verb, kind, react } of this.#before) if (verb === call.verb && kind === call.kind) react(call);
    const failing = this.#failures.find(({ verb, kind }) => verb === call.verb && kind === call.kind);
    if (failing !== undefined) throw failing.failure;
    if (needs !== undefined && this.#isForbidden(needs)) throw forbidden(needs);
  }

  #isForbidden(asked: Access): boolean {
    return this.#forbidden.some((rule) =>
      (Object.keys(rule) as (keyof Access)[]).every((field) => rule[field] === asked[field]),
    );
  }

  #onlyContainer(key: ObjectKey): string {
    const { containers = [] } = this.#store.get(resources.pods, key).spec ?? {};
    const [first, ...others] = containers;
    if (first === undefined || others.length > 0)
      throw new Failure('refused', `A container name must be given for ${key.name}.`);
    return first.name;
  }
}

function access(verb: string, resource: Resource<KubeObject>, of: Scope | ObjectKey): Access {
  const name = 'name' in of ? of.name : undefined;
  return { verb, group: resource.group, resource: resource.plural, namespace: of.namespace, name };
}

function forbidden(missingRight: Access): Failure {
  const { verb, resource, subresource, namespace } = missingRight;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  return new Failure('forbidden', `May not ${verb} ${what} in ${namespace ?? 'all namespaces'}.`, { missingRight });
}
