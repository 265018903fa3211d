import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import type { ReplicationDestination } from '../volsync/types.ts';
import { MoverWatch } from '../mover/mover-watch.ts';
import type { MoverState } from '../sync/app-watch.ts';
import type { FollowPorts } from '../sync/ports.ts';

/** A destination and everything that VolSync created for it. */
export type DestinationState = MoverState<ReplicationDestination>;

/** Follows one destination with watches only. */
export class DestinationWatch implements AsyncDisposable {
  readonly #key: ObjectKey;
  readonly #uid: string | undefined;
  readonly #watch: MoverWatch;

  constructor({ metadata }: ReplicationDestination, ports: FollowPorts) {
    const { name, namespace = '', uid } = metadata;
    this.#key = { name, namespace };
    this.#uid = uid;
    const scope = { namespace, fieldSelector: `metadata.name=${name}` };
    const message = 'no permission to read events; causes of failures may be missing';
    this.#watch = new MoverWatch(namespace, [{ resource: resources.replicationDestinations, scope }], ports, () =>
      ports.report({ type: 'warning', message }),
    );
  }

  /** The state at the last call of `next`. */
  get latest(): DestinationState {
    const [source] = this.#watch.latest?.list(resources.replicationDestinations) ?? [];
    if (source === undefined || source.metadata.uid !== this.#uid) throw gone(this.#key);
    return { source, ...this.#watch.madeFor(source), copies: [] };
  }

  /** The present state, after the next change or after `ms` without one. */
  async next(ms?: number): Promise<DestinationState> {
    await this.#watch.next(ms);
    return this.latest;
  }

  /** Returns when nothing is watched any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watch[Symbol.asyncDispose]();
  }
}

function gone({ namespace, name }: ObjectKey): Failure {
  return new Failure('not-found', `The ReplicationDestination ${namespace}/${name} was deleted in the meantime.`);
}
