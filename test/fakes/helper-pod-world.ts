import type { Creator, CreatorState } from '../../src/creator.ts';
import type { Container, ContainerStatus, KubeEvent, Pod } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { HelperPodEvent, HelperPodPorts } from '../../src/helper-pod/ports.ts';
import type { FakeCluster } from './fake-cluster.ts';

const start = Date.parse('2026-11-23T15:24:00Z');

/** The ports of helper pods, with a clock that only a test moves. */
export class World<C extends FakeCluster = FakeCluster> implements HelperPodPorts {
  readonly cluster: C;
  readonly events: HelperPodEvent[] = [];
  readonly #interruption = new AbortController();
  readonly signal = this.#interruption.signal;
  readonly #sleepers = new Set<{ readonly at: number; isNew: boolean; wake(): void }>();
  #ms = start;
  #onSleep: () => void = () => undefined;

  constructor(cluster: C) {
    this.cluster = cluster;
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#interruption.abort();
  }

  readonly creator = (): Creator => ({ hostname: 'desk', pid: 7 });

  readonly creatorStateOf = (): CreatorState => 'elsewhere';

  readonly now = (): Date => new Date(this.#ms);

  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      const sleeper = { at: this.#ms + ms, isNew: true, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(new Error('aborted'));
      });
      this.#onSleep();
    });
  };

  readonly report = (event: HelperPodEvent): void => {
    this.events.push(event);
  };

  /**
   * Moves the clock to `ms` after the beginning, once something waits exactly until then. Each wait is reported once:
   * so after a change of the cluster, this returns when the change was seen and is not enough.
   */
  async waitsUntil(ms: number): Promise<void> {
    const isAwaited = ({ at, isNew }: { at: number; isNew: boolean }) => isNew && at === start + ms;
    while (![...this.#sleepers].some(isAwaited)) await new Promise<void>((resolve) => (this.#onSleep = resolve));
    for (const sleeper of this.#sleepers) sleeper.isNew = false;
  }

  /** Moves the clock to `ms` after the beginning. */
  moveTo(ms: number): void {
    this.#ms = start + ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > this.#ms) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }

  /** Such as `pod-created home/volsyncctl-verify-xxxx1`. */
  get told(): readonly string[] {
    return this.events.flatMap((event) =>
      'pod' in event ? `${event.type} ${event.pod.namespace}/${event.pod.name}` : [],
    );
  }
}

/** Runs every new pod to its end immediately; `run` determines how each container ends, and writes its log. */
export function runPods(
  cluster: FakeCluster,
  run: (container: Container, pod: Pod) => ContainerStatus['state'] | readonly string[],
): FakeCluster {
  return cluster.afterCreate(resources.pods, (pod) => {
    const key = { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name };
    const containerStatuses = (pod.spec?.containers ?? []).map((container) => {
      const end = run(container, pod);
      if (!isLog(end)) return { name: container.name, ...(end && { state: end }) };
      cluster.log(key, container.name).write(end).end();
      return { name: container.name, state: { terminated: { exitCode: 0 } } };
    });
    cluster.change(resources.pods, key, (made) => ({
      ...made,
      status: { phase: 'Running' as const, containerStatuses },
    }));
  });
}

function isLog(end: ContainerStatus['state'] | readonly string[]): end is readonly string[] {
  return Array.isArray(end);
}

/** An event about a pod. */
export function podEvent(pod: Pod, reason: string, note = '', type: 'Normal' | 'Warning' = 'Warning'): KubeEvent {
  const { namespace = '', name, uid = '' } = pod.metadata;
  const metadata = { namespace, name: `${name}.${reason}` };
  return { metadata, regarding: { kind: 'Pod', namespace, name, uid }, reason, note, type };
}
