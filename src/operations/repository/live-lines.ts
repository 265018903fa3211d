import { isFailure } from '../../errors.ts';
import type { Pod } from '../../kube/objects.ts';
import type { HelperPodPorts } from '../helper-pod/ports.ts';

/** Reads the logs of a pod's containers while they are at work: to show how far they are, and for no other purpose. */
export class LiveLines {
  readonly #ports: Pick<HelperPodPorts, 'cluster' | 'signal'>;
  readonly #onLine: (container: string, line: string) => void;
  readonly #stop = new AbortController();
  readonly #reading = new Map<string, Promise<void>>();

  constructor(ports: Pick<HelperPodPorts, 'cluster' | 'signal'>, onLine: (container: string, line: string) => void) {
    this.#ports = ports;
    this.#onLine = onLine;
  }

  /** Begins to read what has started since the last look. */
  follow({ metadata, status }: Pod): void {
    for (const { name, state } of status?.containerStatuses ?? []) {
      if (state?.running === undefined || this.#reading.has(name)) continue;
      this.#reading.set(name, this.#read(name, { namespace: metadata.namespace ?? '', name: metadata.name }));
    }
  }

  /** When it returns, nothing is read any more. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#reading.values());
  }

  async #read(container: string, pod: { readonly namespace: string; readonly name: string }): Promise<void> {
    const signal = AbortSignal.any([this.#ports.signal, this.#stop.signal]);
    try {
      for await (const line of this.#ports.cluster.logs({ ...pod, container, follow: true }, signal)) {
        this.#onLine(container, line);
      }
    } catch (error) {
      // The answer is read when the container has ended; whatever is wrong is told then.
      if (!isFailure(error)) throw error;
    }
  }
}
