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
  readonly #location: ClaimLocation;
  readonly #ports: Omit<TimedContext<'list' | 'watch'>, 'signal' | 'sleep'>;
  readonly #stop = new AbortController();
  #isNoneExpected = false;
  #gone: ReadonlySet<string> = new Set();
  #pods: readonly Pod[] = [];
  #watching: Promise<void> | undefined;

  constructor(location: ClaimLocation, ports: Omit<TimedContext<'list' | 'watch'>, 'signal' | 'sleep'>) {
    this.#location = location;
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

  /**
   * From now on each pod is a disturbance. The watch may lag behind what others have seen: a pod that is in it and no longer
   * in the cluster is gone.
   */
  async expectNone(signal: AbortSignal): Promise<void> {
    const { namespace, claim } = this.#location;
    const watched = this.#pods.map(uidOf);
    const all = await this.#ports.cluster.list(resources.pods, { namespace }, signal);
    const live = strangersWithClaim(all, claim);
    const uids = live.map(uidOf);
    this.#gone = new Set(watched.filter((uid) => !uids.includes(uid)));
    this.#isNoneExpected = true;
    this.#judge([...live, ...this.#pods]);
  }

  /** After it returns, nothing is watched any more, and nothing more counts as a disturbance. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(onSeen: () => void): Promise<void> {
    const { namespace } = this.#location;
    const { cluster } = this.#ports;
    try {
      const interests = [{ resource: resources.pods, scope: { namespace } }];
      for await (const view of liveView(cluster, interests, this.#stop.signal)) {
        this.#pods = strangersWithClaim(view.list(resources.pods), this.#location.claim);
        this.#judge(this.#pods);
        onSeen();
      }
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!this.#stop.signal.aborted) this.disturbance ??= `pods could not be watched: ${error.message}`;
    }
  }

  #judge(pods: readonly Pod[]): void {
    const present = pods.filter((pod) => !this.#gone.has(uidOf(pod)));
    if (present.some(isReady)) this.notReadySince = undefined;
    else this.notReadySince ??= this.#ports.now();
    const [pod] = present;
    if (this.#isNoneExpected && pod !== undefined && !this.#stop.signal.aborted) {
      this.disturbance ??= `pod ${pod.metadata.name} mounted the volume before its copy was cut`;
    }
  }
}

function uidOf({ metadata }: Pod): string {
  return metadata.uid ?? metadata.name;
}

/** A pod that is being terminated no longer serves requests. */
function isReady({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
}
