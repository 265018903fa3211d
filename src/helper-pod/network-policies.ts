import { isFailure } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { egressLimit, isCutOff, type NetworkPolicy, type SelectedPod } from '../volsync/network-policy.ts';
import { resources } from '../volsync/resources.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';

/** Reads NetworkPolicies where a repository did not answer, once for each namespace. */
export class NetworkPolicies {
  readonly #ports: { readonly cluster: Pick<Cluster, 'list'>; readonly signal: AbortSignal };
  readonly #lists = new Map<string, Promise<readonly NetworkPolicy[]>>();

  constructor(ports: { readonly cluster: Pick<Cluster, 'list'>; readonly signal: AbortSignal }) {
    this.#ports = ports;
  }

  /** The failure with the policies that cut the pod off, or may do so; `address` of the repository as far as it is known. */
  async explained(failure: Diagnosis, pod: SelectedPod, address?: string): Promise<Diagnosis> {
    if (!isCutOff(failure, address)) return failure;
    const list = this.#lists.get(pod.namespace) ?? this.#list(pod.namespace);
    this.#lists.set(pod.namespace, list);
    const limit = egressLimit(await list, pod);
    return limit === undefined ? failure : { ...failure, details: [limit.words, ...failure.details], hint: limit.hint };
  }

  /** Only for what is said: where policies cannot be seen, for whatever reason, the failure is told as it is. */
  async #list(namespace: string): Promise<readonly NetworkPolicy[]> {
    const { cluster, signal } = this.#ports;
    try {
      return await cluster.list(resources.networkPolicies, { namespace }, signal);
    } catch (error) {
      if (!isFailure(error) || error.kind === 'interrupted') throw error;
      return [];
    }
  }
}
