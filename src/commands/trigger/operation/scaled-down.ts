import { ClaimPods } from '../../../workloads/claim-pods.ts';
import { scaleUp } from '../../../workloads/scale-up.ts';
import { stopWorkloads } from '../../../workloads/stop.ts';
import { resumeAll, suspendAll } from '../../../workloads/suspend.ts';
import { waitReady } from '../../../workloads/wait-ready.ts';
import type { QuiesceJournal } from '../../../volsync/quiesce-journal.ts';
import type { QuiescePorts } from './ports.ts';
import type { Quieting } from './quieting.ts';

/** How long the app may take to become ready again; the sync continues meanwhile. */
const readyMs = 5 * 60_000;

/** Scales the workloads that mount the volume to 0, and suspends whatever would scale them up again. */
export class ScaledDown implements Quieting {
  readonly #namespace: string;
  readonly #journal: QuiesceJournal;
  readonly #timeoutMs: number;
  readonly #ports: QuiescePorts;
  #pods: ClaimPods | undefined;
  #disturbance: string | undefined;

  constructor(namespace: string, journal: QuiesceJournal, timeoutMs: number, ports: QuiescePorts) {
    this.#namespace = namespace;
    this.#journal = journal;
    this.#timeoutMs = timeoutMs;
    this.#ports = ports;
  }

  get quietSince(): Date | undefined {
    return this.#pods?.wasReady === true ? this.#pods.notReadySince : undefined;
  }

  get disturbance(): string | undefined {
    return this.#disturbance;
  }

  async quiet(signal: AbortSignal): Promise<void> {
    const ports = { ...this.#ports, signal };
    const { claim, holds, workloads } = this.#journal;
    const place = { namespace: this.#namespace, claim };
    this.#disturbance = undefined;
    this.#pods = new ClaimPods(place, ports);
    await this.#pods.begin();
    await suspendAll(holds, ports);
    await stopWorkloads({ ...place, workloads, timeoutMs: this.#timeoutMs }, ports);
    await this.#pods.expectNone(signal);
  }

  async cut(): Promise<void> {
    await this.#pods?.[Symbol.asyncDispose]();
    this.#disturbance = this.#pods?.disturbance;
  }

  async release(signal: AbortSignal): Promise<void> {
    const ports = { ...this.#ports, signal };
    await scaleUp({ namespace: this.#namespace, workloads: this.#journal.workloads }, ports);
    await resumeAll(this.#journal.holds, ports);
  }

  async ready(signal: AbortSignal): Promise<void> {
    const workloads = this.#journal.workloads.filter(({ wasReady }) => wasReady);
    await waitReady({ namespace: this.#namespace, workloads, timeoutMs: readyMs }, { ...this.#ports, signal });
  }
}
