import type { Cluster, Resource } from './cluster.ts';
import type { KubeObject } from './objects.ts';

/** A call that the API server has not answered yet. */
export interface SlowCall {
  readonly verb: 'get' | 'list' | 'watch' | 'patch' | 'create' | 'delete' | 'review' | 'log';
  /** Such as `replicationsources`; undefined for an access review. */
  readonly plural?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

interface NoticePorts {
  now(): Date;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Called for one silent call at a time, not for every one. */
  report(call: SlowCall): void;
}

/** How long a user waits without wondering. */
const silenceMs = 2000;
/** Without this pause, a slow server would be reported at every call. */
const restMs = 30_000;

/**
 * The same cluster, which reports silence: a call without an answer after two seconds. Programs in pods and followed
 * logs may be silent.
 */
export function withSlowCallNotice(cluster: Cluster, ports: NoticePorts): Cluster {
  const notice = new Notice(ports);
  const during = <T>(call: SlowCall, work: Promise<T>) => notice.during(call, work);
  return {
    contextName: cluster.contextName,
    namespace: cluster.namespace,
    server: cluster.server,
    get: (resource, key, signal) => during(about('get', resource, key), cluster.get(resource, key, signal)),
    find: (resource, key, signal) => during(about('get', resource, key), cluster.find(resource, key, signal)),
    exists: (resource, key, signal) => during(about('get', resource, key), cluster.exists(resource, key, signal)),
    list: (resource, scope, signal) => during(about('list', resource, scope), cluster.list(resource, scope, signal)),
    watch: (resource, scope, signal) =>
      notice.untilFirst(about('watch', resource, scope), cluster.watch(resource, scope, signal)),
    patch: (resource, key, patch, options, signal) =>
      during(about('patch', resource, key), cluster.patch(resource, key, patch, options, signal)),
    create: (resource, object, options, signal) =>
      during(about('create', resource, object.metadata), cluster.create(resource, object, options, signal)),
    delete: (resource, key, options, signal) =>
      during(about('delete', resource, key), cluster.delete(resource, key, options, signal)),
    logs: (request, signal) => {
      const lines = cluster.logs(request, signal);
      const { namespace, name } = request;
      return request.follow === true
        ? lines
        : notice.untilFirst({ verb: 'log', plural: 'pods', namespace, name }, lines);
    },
    exec: (request, signal) => cluster.exec(request, signal),
    serverTime: (now) => cluster.serverTime(now),
    serverVersion: (signal) => cluster.serverVersion(signal),
    userName: (signal) => cluster.userName(signal),
    isAllowed: (access, signal) =>
      during({ verb: 'review', namespace: access.namespace }, cluster.isAllowed(access, signal)),
  };
}

function about(
  verb: SlowCall['verb'],
  { plural }: Resource<KubeObject>,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name?: string | undefined },
): SlowCall {
  return { verb, plural, namespace, name };
}

class Notice {
  readonly #ports: NoticePorts;
  #reportedAt: number | undefined;

  constructor(ports: NoticePorts) {
    this.#ports = ports;
  }

  async during<T>(call: SlowCall, work: Promise<T>): Promise<T> {
    const stop = this.#begin(call);
    try {
      return await work;
    } finally {
      stop();
    }
  }

  async *untilFirst<T>(call: SlowCall, items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const stop = this.#begin(call);
    try {
      for await (const item of items) {
        stop();
        yield item;
      }
    } finally {
      stop();
    }
  }

  /** The timer ends with the answer: otherwise it would keep the program alive. */
  #begin(call: SlowCall): () => void {
    const answered = new AbortController();
    this.#ports.sleep(silenceMs, answered.signal).then(
      () => this.#report(call),
      () => undefined,
    );
    return () => answered.abort();
  }

  #report(call: SlowCall): void {
    const now = this.#ports.now().getTime();
    if (this.#reportedAt !== undefined && now - this.#reportedAt < restMs) return;
    this.#reportedAt = now;
    this.#ports.report(call);
  }
}
