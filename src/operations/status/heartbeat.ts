import { isFailure } from '../../errors.ts';
import type { Cluster } from '../../kube/cluster.ts';
import { resources } from '../../kube/resources.ts';

export interface HeartbeatPorts {
  readonly cluster: Pick<Cluster, 'exists'>;
  readonly signal: AbortSignal;
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const beatMs = 15_000;

/**
 * Knows whether the API server still answers. A watch waits without a word for a server that is gone; what it showed
 * last must not pass for the present.
 */
export class Heartbeat {
  /** When it last answered; undefined while it does. */
  silentSince: Date | undefined;
  #lastAnswer: Date;
  readonly #ports: HeartbeatPorts;

  constructor(ports: HeartbeatPorts) {
    this.#ports = ports;
    this.#lastAnswer = ports.now();
  }

  /** Something came from the server. */
  heard(): void {
    this.#lastAnswer = this.#ports.now();
    this.silentSince = undefined;
  }

  /** Asks for a small thing now and then, until the signal; never throws. */
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
