import type { Resource, Scope, WatchEvent } from '../kubernetes/cluster.ts';
import type { TimedContext } from '../kubernetes/context.ts';
import type { Job, KubeEvent, KubeObject, PersistentVolumeClaim, Pod } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';
import { madeByVolSync } from '../volsync/mover-names.ts';
import type { Replication } from '../volsync/sync-state.ts';
import type { Interest, LiveView } from '../kubernetes/live-view.ts';
import { jobUids, podsOf } from './mover-pods.ts';
import { optionalWatch } from '../kubernetes/optional-watch.ts';
import { ViewReader } from '../kubernetes/view-reader.ts';

/**
 * What VolSync created for a source or destination since the watch began, oldest first; Jobs and pods also after they
 * are gone.
 */
export interface MadeForMover {
  readonly jobs: readonly Job[];
  readonly pods: readonly Pod[];
  readonly claims: readonly PersistentVolumeClaim[];
  readonly warnings: readonly KubeEvent[];
}

type WatchPorts = Omit<TimedContext<'watch'>, 'now'>;

/**
 * Follows the movers of one namespace, and their sources and destinations, with watches only, so that short-lived
 * objects are not missed.
 */
export class MoverWatch implements AsyncDisposable {
  readonly #ports: WatchPorts;
  readonly #views: ViewReader;
  readonly #seen = new Map<string, Map<string, KubeObject>>();

  /**
   * `more`: what to watch in addition to Jobs, pods, PVCs and events. `tellHiddenEvents` is called if events may not be
   * read.
   */
  constructor(namespace: string, more: readonly Interest[], ports: WatchPorts, tellHiddenEvents: () => void) {
    this.#ports = ports;
    const made = { namespace, labelSelector: madeByVolSync };
    const interests = [
      ...more,
      { resource: resources.jobs, scope: made },
      { resource: resources.pods, scope: made },
      { resource: resources.persistentVolumeClaims, scope: made },
      { resource: resources.events, scope: { namespace, fieldSelector: 'type=Warning' } },
    ];
    const cluster = {
      watch: <T extends KubeObject>(resource: Resource<T>, scope: Scope, signal: AbortSignal) =>
        this.#watch({ resource, scope }, signal, tellHiddenEvents),
    };
    this.#views = new ViewReader(interests, { cluster, signal: ports.signal, sleep: ports.sleep.bind(ports) });
  }

  /** The last known state; undefined before the first list. */
  get latest(): LiveView | undefined {
    return this.#views.latest;
  }

  /** Returns after the next change, or after `ms` without one. */
  async next(ms?: number): Promise<void> {
    await this.#views.next(ms);
  }

  /** Returns when nothing is watched any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#views[Symbol.asyncDispose]();
  }

  /** All objects of a kind that were seen, including deleted ones. */
  seen<T extends KubeObject>(resource: Resource<T>): readonly T[] {
    return [...(this.#seen.get(resource.plural)?.values() ?? [])] as unknown as readonly T[];
  }

  /** What was created for one source or destination. */
  madeFor(owner: Replication): MadeForMover {
    const uids = jobUids(owner, this.seen(resources.jobs));
    return {
      jobs: this.seen(resources.jobs).filter(({ metadata: { uid = '' } }) => uids.includes(uid)),
      pods: podsOf(uids, this.seen(resources.pods)),
      claims: this.latest?.list(resources.persistentVolumeClaims) ?? [],
      warnings: this.latest?.list(resources.events) ?? [],
    };
  }

  /**
   * Records what the watch shows. Events explain a failure; without the right to read them everything else still works.
   */
  async *#watch<T extends KubeObject>(
    { resource, scope }: { readonly resource: Resource<T>; readonly scope: Scope },
    signal: AbortSignal,
    tellHiddenEvents: () => void,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const { cluster } = this.#ports;
    const events =
      resource.plural === resources.events.plural
        ? optionalWatch({ cluster, resource, scope }, signal, tellHiddenEvents)
        : cluster.watch(resource, scope, signal);
    for await (const event of events) {
      if (event.type !== 'synced') this.#remember(resource.plural, event.object);
      yield event;
    }
  }

  #remember(plural: string, object: KubeObject): void {
    const objects = this.#seen.get(plural) ?? new Map<string, KubeObject>();
    this.#seen.set(plural, objects.set(object.metadata.uid ?? object.metadata.name, object));
  }
}
