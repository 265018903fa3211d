import { Failure } from '../../errors.ts';
import type { ObjectKey, Resource, Scope, WatchEvent } from '../../kube/cluster.ts';
import type { Job, KubeEvent, KubeObject, PersistentVolumeClaim, Pod, VolumeSnapshot } from '../../kube/objects.ts';
import { resources } from '../../kube/resources.ts';
import { sourceNames } from '../../volsync/mover-names.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import { jobUids, podsOf } from '../logs/mover-pods.ts';
import { optionalWatch } from '../optional-watch.ts';
import { ViewReader } from '../view-reader.ts';
import type { AppPorts } from './ports.ts';

/** What VolSync copies the volume to: a VolumeSnapshot, or for `Clone` a PVC. */
export type Copy = Pick<VolumeSnapshot, 'metadata' | 'status'> | Pick<PersistentVolumeClaim, 'metadata' | 'status'>;

/** An app and all that VolSync made for it since the watch began, oldest first; also what is gone by now. */
export interface AppState {
  readonly source: ReplicationSource;
  readonly jobs: readonly Job[];
  readonly pods: readonly Pod[];
  /** VolumeSnapshots and clones under the name that VolSync gives them. */
  readonly copies: readonly Copy[];
  readonly claims: readonly PersistentVolumeClaim[];
  readonly warnings: readonly KubeEvent[];
}

/** Everything that VolSync makes for movers carries this label. */
const madeByVolSync = 'app.kubernetes.io/created-by=volsync';

/** Follows one app by watches alone. Of what comes and goes between two looks nothing is missed. */
export class AppWatch {
  readonly #key: ObjectKey;
  readonly #source: ReplicationSource;
  readonly #ports: AppPorts;
  readonly #views: ViewReader;
  readonly #seen = new Map<string, Map<string, KubeObject>>();

  constructor(source: ReplicationSource, ports: AppPorts) {
    const { name, namespace = '' } = source.metadata;
    this.#key = { name, namespace };
    this.#source = source;
    this.#ports = ports;
    const cluster = { watch: this.#watch.bind(this) };
    this.#views = new ViewReader(this.#interests(), { cluster, signal: ports.signal, sleep: ports.sleep });
  }

  /** The source as it was last seen; undefined before the first look. */
  get lastSource(): ReplicationSource | undefined {
    return this.#views.latest?.list(resources.replicationSources)[0];
  }

  /** The app as it was when `next` was last asked. */
  get latest(): AppState {
    return this.#state();
  }

  /** The app as it is now: after the next change, or after `ms` without one. */
  async next(ms?: number): Promise<AppState> {
    await this.#views.next(ms);
    return this.#state();
  }

  /** When it returns, nothing is watched any more. */
  async close(): Promise<void> {
    await this.#views.close();
  }

  #interests() {
    const { namespace, name } = this.#key;
    const made = { namespace, labelSelector: madeByVolSync };
    const copy = { namespace, fieldSelector: `metadata.name=${sourceNames(name).temporaryPVC}` };
    return [
      { resource: resources.replicationSources, scope: { namespace, fieldSelector: `metadata.name=${name}` } },
      { resource: resources.jobs, scope: made },
      { resource: resources.pods, scope: made },
      { resource: resources.persistentVolumeClaims, scope: made },
      ...(this.#source.spec?.restic?.copyMethod === 'Snapshot'
        ? [{ resource: resources.volumeSnapshots, scope: copy }]
        : []),
      { resource: resources.events, scope: { namespace, fieldSelector: 'type=Warning' } },
    ];
  }

  /** Remembers what passes by. Events explain a failure; without the right to read them the rest still works. */
  async *#watch<T extends KubeObject>(
    resource: Resource<T>,
    scope: Scope,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const { cluster } = this.#ports;
    const events =
      resource.plural === resources.events.plural
        ? optionalWatch({ cluster, resource, scope }, signal, () => this.#tellHiddenEvents())
        : cluster.watch(resource, scope, signal);
    for await (const event of events) {
      if (event.type !== 'synced') this.#remember(resource.plural, event.object);
      yield event;
    }
  }

  #tellHiddenEvents(): void {
    this.#ports.tell({ type: 'warning', message: 'events may not be read: what they would explain stays unsaid' });
  }

  #remember(plural: string, object: KubeObject): void {
    const objects = this.#seen.get(plural) ?? new Map<string, KubeObject>();
    this.#seen.set(plural, objects.set(object.metadata.uid ?? object.metadata.name, object));
  }

  #all<T extends KubeObject>(resource: Resource<T>): readonly T[] {
    return [...(this.#seen.get(resource.plural)?.values() ?? [])] as unknown as readonly T[];
  }

  #state(): AppState {
    const [source] = this.#views.latest?.list(resources.replicationSources) ?? [];
    if (source?.metadata.uid !== this.#source.metadata.uid || source === undefined) throw gone(this.#key);
    const uids = jobUids(source, this.#all(resources.jobs));
    return {
      source,
      jobs: this.#all(resources.jobs).filter(({ metadata: { uid = '' } }) => uids.includes(uid)),
      pods: podsOf(uids, this.#all(resources.pods)),
      copies: this.#copies(),
      claims: this.#views.latest?.list(resources.persistentVolumeClaims) ?? [],
      warnings: this.#views.latest?.list(resources.events) ?? [],
    };
  }

  #copies(): AppState['copies'] {
    const isClone = this.#source.spec?.restic?.copyMethod === 'Clone';
    const all = isClone ? this.#all(resources.persistentVolumeClaims) : this.#all(resources.volumeSnapshots);
    const { temporaryPVC } = sourceNames(this.#key.name);
    return all.filter(({ metadata }) => metadata.name === temporaryPVC);
  }
}

function gone({ namespace, name }: ObjectKey): Failure {
  return new Failure('not-found', `The ReplicationSource ${namespace}/${name} was deleted meanwhile.`);
}
