import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import { sourceNames } from '../volsync/mover-names.ts';
import type { Replication } from '../volsync/sync-state.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { MoverWatch, type MadeForMover } from '../mover/mover-watch.ts';
import type { Copy } from '../mover/diagnose-sync.ts';
import type { TriggerAppPorts } from './ports.ts';

/** A source or destination and everything that VolSync created for it. */
export interface MoverState<T extends Replication = Replication> extends MadeForMover {
  readonly source: T;
  /** VolumeSnapshots and clones with the names that VolSync gives them; a destination has none. */
  readonly copies: readonly Copy[];
}

/** An app and everything that VolSync created for it since the watch began, oldest first, including deleted objects. */
export type AppState = MoverState<ReplicationSource>;

/** Follows one app with watches only, so that short-lived objects are not missed. */
export class AppWatch implements AsyncDisposable {
  readonly #key: ObjectKey;
  readonly #source: ReplicationSource;
  readonly #watch: MoverWatch;

  constructor(source: ReplicationSource, ports: TriggerAppPorts) {
    const { name, namespace = '' } = source.metadata;
    this.#key = { name, namespace };
    this.#source = source;
    this.#watch = new MoverWatch(namespace, this.#interests(), ports, () => tellHiddenEvents(ports));
  }

  /** The last known source; undefined before the first list. */
  get lastSource(): ReplicationSource | undefined {
    return this.#watch.latest?.list(resources.replicationSources)[0];
  }

  /** The app as of the last call of `next`. */
  get latest(): AppState {
    const source = this.lastSource;
    if (source?.metadata.uid !== this.#source.metadata.uid || source === undefined) throw gone(this.#key);
    return { source, ...this.#watch.madeFor(source), copies: this.#copies() };
  }

  /** The present state of the app, after the next change or after `ms` without one. */
  async next(ms?: number): Promise<AppState> {
    await this.#watch.next(ms);
    return this.latest;
  }

  /** Returns when nothing is watched any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watch[Symbol.asyncDispose]();
  }

  #interests() {
    const { namespace, name } = this.#key;
    const copy = { namespace, fieldSelector: `metadata.name=${sourceNames(name).temporaryPVC}` };
    return [
      { resource: resources.replicationSources, scope: { namespace, fieldSelector: `metadata.name=${name}` } },
      ...(this.#source.spec?.restic?.copyMethod === 'Snapshot'
        ? [{ resource: resources.volumeSnapshots, scope: copy }]
        : []),
    ];
  }

  #copies(): AppState['copies'] {
    const isClone = this.#source.spec?.restic?.copyMethod === 'Clone';
    const all: AppState['copies'] = isClone
      ? this.#watch.seen(resources.persistentVolumeClaims)
      : this.#watch.seen(resources.volumeSnapshots);
    const { temporaryPVC } = sourceNames(this.#key.name);
    return all.filter(({ metadata }) => metadata.name === temporaryPVC);
  }
}

function tellHiddenEvents(ports: TriggerAppPorts): void {
  ports.report({ type: 'warning', message: 'no permission to read events; causes of failures may be missing' });
}

function gone({ namespace, name }: ObjectKey): Failure {
  return new Failure('not-found', `The ReplicationSource ${namespace}/${name} was deleted in the meantime.`);
}
