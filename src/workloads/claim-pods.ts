import type { Pod } from '../kubernetes/objects.ts';
import { liveView } from '../kubernetes/live-view.ts';
import type { TimedContext } from '../kubernetes/context.ts';
import { isFailure } from '../errors.ts';
import { resources } from '../volsync/resources.ts';
import { strangersWithClaim } from '../volsync/claim-users.ts';
import type { ClaimLocation } from './find-workloads.ts';

/** Watches the pods of a PVC, except those of VolSync and volsyncctl. Never throws. */
export class ClaimPods implements AsyncDisposable {
  /** When the last of them was no longer ready; undefined while one is ready. */
  notReadySince: Date | undefined;
  /** Whether one of them was ready at the beginning. */
  wasReady = false;
  /** The first pod that appeared after `expectNone`, or why pods could not be observed. */
  disturbance: string | undefined;
  readonly #place: ClaimLocation;
  readonly #ports: Omit<TimedContext<'watch'>, 'signal' | 'sleep'>;
  readonly #stop = new AbortController();
  #isNoneExpected = false;
  #pods: readonly Pod[] = [];
  #watching: Promise<void> | undefined;

  constructor(place: ClaimLocation, ports: Omit<TimedContext<'watch'>, 'signal' | 'sleep'>) {
    this.#place = place;
    this.#ports = ports;
  }

  /** Returns after the first list. */
  async begin(): Promise<void> {
    let onSeen: () => void = () => undefined;
    const isSeen = new Promise<void>((resolve) => (onSeen = resolve));
    this.#watching = this.#watch(onSeen).finally(onSeen);
    await isSeen;
    this.wasReady = this.#pods.some(isReady);
  }

  /** From now on, each pod is a disturbance. */
  expectNone(): void {
    this.#isNoneExpected = true;
    this.#judge();
  }

  /** After it returns, nothing is watched any more, and nothing more counts as a disturbance. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(onSeen: () => void): Promise<void> {
    const { namespace } = this.#place;
    const { cluster } = this.#ports;
    try {
      const interests = [{ resource: resources.pods, scope: { namespace } }];
      for await (const view of liveView(cluster, interests, this.#stop.signal)) {
        this.#pods = strangersWithClaim(view.list(resources.pods), this.#place.claim);
        this.#judge();
        onSeen();
      }
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!this.#stop.signal.aborted) this.disturbance ??= `pods could not be watched: ${error.message}`;
    }
  }

  #judge(): void {
    if (this.#pods.some(isReady)) this.notReadySince = undefined;
    else this.notReadySince ??= this.#ports.now();
    const [pod] = this.#pods;
    if (this.#isNoneExpected && pod !== undefined && !this.#stop.signal.aborted) {
      this.disturbance ??= `pod ${pod.metadata.name} mounted the volume before its copy was cut`;
    }
  }
}

/** A pod that is being terminated no longer serves requests. */
function isReady({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
}
