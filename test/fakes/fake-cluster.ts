import { Failure, type Access } from '../../src/errors.ts';
import type {
  Cluster,
  CreateOptions,
  DeleteOptions,
  ExecRequest,
  LogRequest,
  NewObject,
  ObjectKey,
  Patch,
  PatchOptions,
  Resource,
  Scope,
  WatchEvent,
} from '../../src/kubernetes/cluster.ts';
import type { KubeObject } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { applyPatch, refuseOldVersion } from './fake-cluster/apply-patch.ts';
import type { Call, Verb } from './fake-cluster/call.ts';
import { FakeIdentity } from './fake-cluster/fake-identity.ts';
import { onlyContainer } from './fake-cluster/only-container.ts';
import { ObjectStore } from './fake-cluster/object-store.ts';
import { access, forbidden } from './fake-cluster/rights.ts';
import { ScriptedLog } from './fake-cluster/scripted-log.ts';

type Reaction = (now: KubeObject, before: KubeObject) => void;
/**
 * An in-memory cluster for tests of operations. A test seeds objects, then acts like the controllers: with `put` and
 * `remove` at any time, or in response to a call with `before` and `afterPatch`.
 */
export class FakeCluster extends FakeIdentity implements Cluster {
  readonly calls: Call[] = [];
  readonly #store = new ObjectStore();
  readonly #logs = new Map<string, ScriptedLog>();
  readonly #failures: { readonly verb: string; readonly kind: string; readonly failure: Failure }[] = [];
  readonly #forbidden: Partial<Access>[] = [];
  readonly #before: { readonly verb: Verb; readonly kind: string; readonly react: (call: Call) => void }[] = [];
  readonly #afterPatch: { readonly kind: string; readonly react: Reaction }[] = [];
  readonly #afterCreate: { readonly kind: string; readonly react: Reaction }[] = [];
  /** What programs in containers do. */
  programs: Cluster['exec'] = ({ command }) => {
    throw new Failure('failed', `${command.join(' ')} is no program of this test.`);
  };
  readonly #admission: { readonly kind: string; readonly admit: (object: KubeObject) => KubeObject }[] = [];

  /** Adds or replaces objects, with live events; sets a missing UID, and always increments the resourceVersion. */
  put<T extends KubeObject>(resource: Resource<T>, ...objects: readonly T[]): this {
    for (const object of objects) this.#store.put(resource, object);
    return this;
  }

  /** Changes an existing object, with a live event, and returns it. */
  change<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, change: (object: T) => T): T {
    return this.#store.put(resource, change(this.#store.get(resource, key)));
  }

  /** All stored objects of a kind, without a recorded call. */
  stored<T extends KubeObject>(resource: Resource<T>): readonly T[] {
    return this.#store.list(resource, {});
  }

  /** Deletes an existing object, with a live event. */
  remove(resource: Resource<KubeObject>, key: ObjectKey): void {
    this.#store.remove(resource, key);
  }

  /** Sends `synced` to every watch of a kind again, as after a re-list. */
  resync(resource: Resource<KubeObject>): void {
    this.#store.resync(resource);
  }

  /** The log of a container, to write to; created on first use. */
  log({ namespace, name }: ObjectKey, container: string): ScriptedLog {
    const key = `${namespace}/${name}/${container}`;
    const log = this.#logs.get(key) ?? new ScriptedLog();
    this.#logs.set(key, log);
    return log;
  }

  /** Removes a right: `isAllowed` returns false, and calls that need it throw `forbidden`. */
  forbid(access: Partial<Access>): this {
    this.#forbidden.push(access);
    return this;
  }

  /** Makes every call of that verb on that kind throw. */
  fail(verb: Verb, resource: Resource<KubeObject>, failure: Failure): this {
    this.#failures.push({ verb, kind: resource.plural, failure });
    return this;
  }

  /** Calls back before a call is answered. */
  before(verb: Verb, resource: Resource<KubeObject>, react: (call: Call) => void): this {
    this.#before.push({ verb, kind: resource.plural, react });
    return this;
  }

  /** Reacts to a patch like VolSync: after it was stored, with the object after and before. */
  afterPatch<T extends KubeObject>(resource: Resource<T>, react: (now: T, before: T) => void): this {
    this.#afterPatch.push({ kind: resource.plural, react: react as Reaction });
    return this;
  }

  /** Reacts to a new object like its controllers; not for a dry run. */
  afterCreate<T extends KubeObject>(resource: Resource<T>, react: (object: T) => void): this {
    this.#afterCreate.push({ kind: resource.plural, react: react as unknown as Reaction });
    return this;
  }

  /** Changes created objects, or refuses them by throwing, like an admission policy; also in a dry run. */
  admit<T extends KubeObject>(resource: Resource<T>, admit: (object: T) => T): this {
    this.#admission.push({ kind: resource.plural, admit: admit as unknown as (object: KubeObject) => KubeObject });
    return this;
  }

  /** The number of calls of a verb, for one kind or all. */
  count(verb: Verb, resource?: Resource<KubeObject>): number {
    return this.calls.filter((call) => call.verb === verb && call.kind === (resource?.plural ?? call.kind)).length;
  }

  /** The number of open watches and followed logs: none may be left when an operation has ended. */
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
    refuseOldVersion(patch, before);
    const after = applyPatch(before, patch);
    if (options.isDryRun === true) return after;
    const stored = this.#store.put(resource, after);
    for (const { kind, react } of this.#afterPatch) if (kind === resource.plural) react(stored, before);
    return stored;
  }

  async create<T extends KubeObject>(
    resource: Resource<T>,
    object: NewObject<T>,
    { isDryRun = false }: CreateOptions = {},
    signal?: AbortSignal,
  ): Promise<T> {
    const { plural } = resource;
    const right = access('create', resource, { namespace: object.metadata.namespace });
    await this.#called({ verb: 'create', kind: plural, object, isDryRun }, right, signal);
    const made = this.#admission
      .filter(({ kind }) => kind === plural)
      .reduce((admitted, { admit }) => admit(admitted), this.#store.named(resource, object)) as T;
    if (this.#store.find(resource, made.metadata as ObjectKey)) throw new Failure('refused', 'It exists already.');
    if (isDryRun) return made;
    const stored = this.#store.put(resource, made);
    for (const { kind, react } of this.#afterCreate) if (kind === plural) react(stored, stored);
    return stored;
  }

  async delete(
    resource: Resource<KubeObject>,
    key: ObjectKey,
    options: DeleteOptions = {},
    signal?: AbortSignal,
  ): Promise<void> {
    await this.#called(
      { verb: 'delete', kind: resource.plural, key, ...options },
      access('delete', resource, key),
      signal,
    );
    if (this.#store.find(resource, key) !== undefined) this.#store.remove(resource, key);
  }

  async *logs(request: LogRequest, signal?: AbortSignal): AsyncGenerator<string, void, undefined> {
    const right = { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: request.namespace };
    await this.#called({ verb: 'logs', kind: 'pods/log', log: request }, right, signal);
    const container = request.container ?? onlyContainer(this.#store.get(resources.pods, request));
    const log = this.#logs.get(`${request.namespace}/${request.name}/${container}`);
    if (log === undefined)
      throw new Failure('not-found', `There is no log of ${request.name}, container ${container}.`);
    yield* log.read(request, signal);
  }

  async *exec(request: ExecRequest, signal?: AbortSignal): ReturnType<Cluster['exec']> {
    const right = { verb: 'get', group: '', resource: 'pods', subresource: 'exec', namespace: request.namespace };
    await this.#called({ verb: 'exec', kind: 'pods/exec', exec: request }, right, signal);
    yield* this.programs(request, signal);
  }

  async isAllowed(asked: Access, signal?: AbortSignal): Promise<boolean> {
    await this.#called({ verb: 'isAllowed', kind: asked.resource, access: asked }, undefined, signal);
    return !this.#isForbidden(asked);
  }

  /** Each call yields to the event loop first, like a request. */
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
}
