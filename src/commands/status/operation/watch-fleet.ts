import type { Cluster, Resource } from '../../../kubernetes/cluster.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import { assessFleet, type FleetFacts, type FleetStatus } from '../judgement/fleet.ts';
import { isSyncing, type Replication } from '../../../volsync/sync-state.ts';
import { liveView, type LiveView } from '../../../kubernetes/live-view.ts';
import type { RememberedCauses } from '../../../mover/inspect-ports.ts';
import type { Allowed } from '../../../kubernetes/allowed.ts';
import { inspectMovers } from '../../../mover/inspect-movers.ts';
import { ticking } from './ticking.ts';
import { WatchedJournals } from './watched-journals.ts';
import { watchInterests, type Interests, type WatchRequest } from './watch-interests.ts';
import { isFailure } from '../../../errors.ts';

export interface WatchPorts extends HeartbeatPorts {
  readonly cluster: Pick<Cluster, 'watch' | 'list' | 'logs' | 'exists' | 'isAllowed'>;
}

/**
 * The present state of a fleet; `silentSince`: since when the API server has not answered, so that the state is stale.
 */
export interface WatchedFleet {
  readonly fleet: FleetStatus;
  readonly silentSince: Date | undefined;
}

/** A waiting mover shows no change: it is checked again after this time. */
const lookAgainMs = 10_000;

/** Watches a fleet until the signal is aborted; yields at every change, and after each `tickMs` without one. */
export async function* watchFleet(
  request: WatchRequest,
  ports: WatchPorts,
  tickMs: number,
): AsyncGenerator<WatchedFleet, void, undefined> {
  const stop = new AbortController();
  const signal = AbortSignal.any([ports.signal, stop.signal]);
  const watched = await watchInterests(request, ports.cluster, signal);
  const reader = new FactsReader(request, watched, { ...ports, signal });
  const heartbeat = new Heartbeat({ ...ports, signal });
  const beating = heartbeat.run();
  const pause = (untilChange: AbortSignal) => ports.sleep(tickMs, untilChange);
  const live = (untilStop: AbortSignal) => liveView(ports.cluster, watched.interests, untilStop);
  try {
    for await (const { value: view, isNew } of ticking(live, pause, signal)) {
      if (isNew) heartbeat.heard();
      const facts = await reader.read(view, isNew);
      yield { fleet: assessFleet(facts, ports.now()), silentSince: heartbeat.silentSince };
    }
  } finally {
    stop.abort();
    await beating;
  }
}

type ReaderPorts = Pick<WatchPorts, 'cluster' | 'signal' | 'now'>;

class FactsReader {
  readonly #request: WatchRequest;
  readonly #watched: Interests;
  readonly #ports: ReaderPorts;
  readonly #causes: RememberedCauses = new Map();
  readonly #journals: WatchedJournals;
  #facts: FleetFacts | undefined;
  #readAt = 0;

  constructor(request: WatchRequest, watched: Interests, ports: ReaderPorts) {
    this.#request = request;
    this.#watched = watched;
    this.#ports = ports;
    this.#journals = new WatchedJournals(request, ports);
  }

  async read(view: LiveView, isNew: boolean): Promise<FleetFacts> {
    const nowMs = this.#ports.now().getTime();
    if (this.#facts !== undefined && !isNew && nowMs - this.#readAt < lookAgainMs) return this.#facts;
    this.#readAt = nowMs;
    this.#facts = await this.#look(view, isNew);
    return this.#facts;
  }

  async #look(view: LiveView, isNew: boolean): Promise<FleetFacts> {
    const sources = view.list(resources.replicationSources).filter((source) => this.#isChosen(source));
    const destinations = view
      .list(resources.replicationDestinations)
      .filter((object) => this.#belongs(object, sources));
    const syncing = [...sources, ...destinations].filter(isSyncing);
    const objects = { jobs: this.#listed(view, resources.jobs), pods: this.#listed(view, resources.pods) };
    const why = this.#watched.hidden.get(resources.replicationDestinations.plural);
    return {
      sources,
      destinations,
      openJournals: await this.#journals.read(sources, isNew),
      movers: await inspectMovers(syncing, objects, { ...this.#ports, causes: this.#causes }),
      gaps: why === undefined ? [] : [{ kind: 'ReplicationDestination', reason: 'forbidden', message: why }],
    };
  }

  #isChosen({ metadata }: Replication): boolean {
    const { apps } = this.#request;
    return apps?.some(({ namespace, name }) => namespace === metadata.namespace && name === metadata.name) ?? true;
  }

  /** With names: a destination of that name, or one that uses the repository of a named source. */
  #belongs(object: Replication, sources: readonly Replication[]): boolean {
    if (this.#isChosen(object)) return true;
    const secret = object.spec?.restic?.repository;
    const { namespace } = object.metadata;
    return (
      secret !== undefined &&
      sources.some(({ metadata, spec }) => metadata.namespace === namespace && spec?.restic?.repository === secret)
    );
  }

  #listed<T extends KubeObject>(view: LiveView, resource: Resource<T>): Allowed<readonly T[]> {
    const why = this.#watched.hidden.get(resource.plural);
    return why === undefined ? { value: view.list(resource) } : { why };
  }
}

type HeartbeatPorts = TimedContext<'exists'>;

const beatMs = 15_000;

/**
 * Detects whether the API server still answers. A watch waits silently for a server that is gone; its last state must
 * not pass for the present one.
 */
class Heartbeat {
  /** When it last answered; undefined while it does. */
  silentSince: Date | undefined;
  #lastAnswer: Date;
  readonly #ports: HeartbeatPorts;

  constructor(ports: HeartbeatPorts) {
    this.#ports = ports;
    this.#lastAnswer = ports.now();
  }

  /** Something arrived from the server. */
  heard(): void {
    this.#lastAnswer = this.#ports.now();
    this.silentSince = undefined;
  }

  /** Sends a small request now and then until the signal is aborted; never throws. */
  async run(): Promise<void> {
    const { signal } = this.#ports;
    const isOver = () => signal.aborted;
    while (!isOver()) {
      await this.#ports.sleep(beatMs, signal).catch(() => undefined);
      if (!isOver()) await this.#beat();
    }
  }

  async #beat(): Promise<void> {
    try {
      await this.#ports.cluster.exists(resources.namespaces, { namespace: '', name: 'default' }, this.#ports.signal);
      this.heard();
    } catch (error) {
      if (isFailure(error, 'unreachable', 'timeout')) this.silentSince ??= this.#lastAnswer;
      else if (isFailure(error, 'forbidden')) this.heard();
    }
  }
}
