import { Failure, isFailure } from '../../errors.ts';
import type { HelperPodEvent } from '../../helper-pod/ports.ts';
import { allowed } from '../../kubernetes/allowed.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { Context } from '../../kubernetes/context.ts';
import { coreResources } from '../../kubernetes/resources.ts';
import { examined, type ContextRun } from '../../text/context-runs.ts';
import { resolveTarget } from '../app-names.ts';
import { styleFor } from '../color.ts';
import { withRightsHint } from '../command-context.ts';
import { contextOf } from '../context.ts';
import type { Io } from '../io.ts';
import type { GlobalOptions } from '../options/global.ts';
import { helperPodProgress } from '../progress/helper-pod-progress.ts';
import { target, type SelectedApps, type Selection } from '../selection.ts';
import type { ShownWork } from '../with-helper-pod-progress.ts';
import { eventsInContexts } from './events.ts';

/** How long a server may take for its first answer; a server that hangs delays the result of all. */
const firstAnswerMs = 10_000;
/** How long a context waits to learn whether an earlier one is the same cluster. */
const graceMs = 1000;

/** What to examine, and where. */
export interface AskedInContexts {
  readonly contexts: readonly string[];
  readonly chosen: Selection;
  readonly options: GlobalOptions;
  /** The command as typed, for hints. */
  readonly command: string;
}

/** The cluster of one context, and what to examine in it. */
export interface ConnectedContext {
  readonly context: string;
  readonly cluster: Cluster;
  readonly target: SelectedApps;
}

export type ContextPorts = Context<keyof Cluster, HelperPodEvent>;

/**
 * Does the same work in several contexts concurrently. A failure in one context is its own result and does not end the
 * others; two contexts of the same cluster with the same target are examined once. Throws only after Ctrl-C, when all
 * have ended.
 */
export async function inEachContext<T>(
  io: Io,
  asked: AskedInContexts,
  shown: ShownWork,
  work: (connected: ConnectedContext, ports: ContextPorts, say: (text: string) => void) => Promise<T>,
): Promise<readonly ContextRun<T>[]> {
  const order = new Order(asked.contexts.length, io);
  return withContextProgress(io, shown, (portsOf, say) =>
    settled(io, asked.command, asked.contexts, async (context, index) => {
      try {
        const connected = await connectedTo(context, asked, io);
        const key = await identityOf(connected, io.signal);
        return await order.once(index, { key, context }, () => work(connected, portsOf(connected), say));
      } finally {
        order.passed(index);
      }
    }),
  );
}

/** Continues with the result of each context; contexts without a result stay as they are. */
export async function furtherInContexts<S extends Pick<ConnectedContext, 'cluster'>, T>(
  io: Io,
  { runs, command }: { readonly runs: readonly ContextRun<S>[]; readonly command: string },
  shown: ShownWork,
  work: (result: S, ports: ContextPorts) => Promise<T>,
): Promise<readonly ContextRun<T>[]> {
  const results = new Map(examined(runs).map(({ context, result }) => [context, result]));
  const done = await withContextProgress(io, shown, (portsOf) =>
    settled(io, command, [...results.keys()], async (context) => {
      const result = results.get(context);
      if (result === undefined) throw new Error(context);
      return { result: await work(result, portsOf({ context, cluster: result.cluster })) };
    }),
  );
  const ended = new Map(done.map((run) => [run.context, run]));
  return runs.map((run) => ended.get(run.context) ?? (run as ContextRun<T>));
}

type Ending<T> = { readonly result: T } | { readonly sameAs: string };

/** Waits for all, so that nothing is left anywhere; an interruption then ends the whole run. */
async function settled<T>(
  io: Io,
  command: string,
  contexts: readonly string[],
  work: (context: string, index: number) => Promise<Ending<T>>,
): Promise<readonly ContextRun<T>[]> {
  const runs = await Promise.all(
    contexts.map((context, index) =>
      work(context, index).then(
        (ending) => ({ context, ...ending }),
        (error: unknown) => ({ context, failure: failureOf(error, command, io) }),
      ),
    ),
  );
  const interrupted = runs.find((run) => 'failure' in run && run.failure.kind === 'interrupted');
  if (interrupted !== undefined && 'failure' in interrupted) throw interrupted.failure;
  return runs;
}

function failureOf(error: unknown, command: string, io: Io): Failure {
  const explained = withRightsHint(error, command, io.programName);
  if (isFailure(explained)) return explained;
  if (io.signal.aborted) return new Failure('interrupted', 'Interrupted.');
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('unexpected', `This is a bug in volsyncctl: ${message}`, { cause: error });
}

async function connectedTo(context: string, { chosen, options }: AskedInContexts, io: Io): Promise<ConnectedContext> {
  const cluster = await io.connect({ ...options, context, firstAnswerMs });
  return { context, cluster, target: await resolveTarget(target(chosen, cluster.namespace), cluster, io.signal) };
}

/** Equal for contexts of one cluster with the same target; undefined if the identity of the cluster may not be read. */
async function identityOf(
  { cluster, target: chosen }: ConnectedContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const key = { namespace: '', name: 'kube-system' };
  const found = await allowed(cluster.find(coreResources.namespaces, key, signal));
  const uid = 'value' in found ? found.value?.metadata.uid : undefined;
  return uid === undefined ? undefined : JSON.stringify([uid, chosen]);
}

async function withContextProgress<T>(
  io: Io,
  { what, color }: ShownWork,
  use: (
    portsOf: (connected: Pick<ConnectedContext, 'context' | 'cluster'>) => ContextPorts,
    say: (text: string) => void,
  ) => Promise<T>,
): Promise<T> {
  const progress = helperPodProgress(io, styleFor(io, io.stderr, color), what);
  const eventsOf = eventsInContexts(progress, io);
  try {
    return await use(
      ({ context, cluster }) => contextOf(io, cluster, eventsOf(context)),
      (text) => progress.say(text),
    );
  } finally {
    progress.close();
  }
}

/**
 * Chooses which context does the work of a cluster: the first one in the given order, if the clusters are known in
 * time.
 */
class Order {
  readonly #passed: readonly PromiseWithResolvers<undefined>[];
  readonly #io: Pick<Io, 'sleep'>;
  readonly #owners = new Map<string, { readonly context: string; readonly hasResult: Promise<boolean> }>();

  constructor(count: number, io: Pick<Io, 'sleep'>) {
    this.#passed = Array.from({ length: count }, () => Promise.withResolvers<undefined>());
    this.#io = io;
  }

  /** Later contexts no longer need to wait for this one. */
  passed(index: number): void {
    this.#passed[index]?.resolve(undefined);
  }

  /** Does the work, unless another context of the same cluster has a result. */
  async once<T>(
    index: number,
    { key, context }: { readonly key: string | undefined; readonly context: string },
    work: () => Promise<T>,
  ): Promise<Ending<T>> {
    await this.#earlier(index);
    if (key === undefined) {
      this.passed(index);
      return { result: await work() };
    }
    for (let owner = this.#owners.get(key); owner !== undefined; owner = this.#owners.get(key)) {
      this.passed(index);
      if (await owner.hasResult) return { sameAs: owner.context };
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#owners.set(key, { context, hasResult: promise });
    this.passed(index);
    try {
      const result = await work();
      resolve(true);
      return { result };
    } catch (error) {
      this.#owners.delete(key);
      resolve(false);
      throw error;
    }
  }

  async #earlier(index: number): Promise<void> {
    const late = new AbortController();
    const grace = this.#io.sleep(graceMs, late.signal).catch(() => undefined);
    await Promise.race([Promise.all(this.#passed.slice(0, index).map(({ promise }) => promise)), grace]);
    late.abort();
  }
}
