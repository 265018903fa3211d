import { isFailure } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { egressLimit, isCutOff, type NetworkPolicy, type SelectedPod } from '../volsync/network-policy.ts';
import { resources } from '../volsync/resources.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';

/** Reads NetworkPolicies if a repository did not answer, once for each namespace. */
export class NetworkPolicies {
  readonly #ports: { readonly cluster: Pick<Cluster, 'list'>; readonly signal: AbortSignal };
  readonly #lists = new Map<string, Promise<readonly NetworkPolicy[]>>();

  constructor(ports: { readonly cluster: Pick<Cluster, 'list'>; readonly signal: AbortSignal }) {
    this.#ports = ports;
  }

  /** Adds the policies that block the pod, or may block it; `address` is that of the repository, if known. */
  async explained(failure: Diagnosis, pod: SelectedPod, address?: string): Promise<Diagnosis> {
    if (!isCutOff(failure, address)) return failure;
    const list = this.#lists.get(pod.namespace) ?? this.#list(pod.namespace);
    this.#lists.set(pod.namespace, list);
    const limit = egressLimit(await list, pod);
    return limit === undefined ? failure : { ...failure, details: [limit.words, ...failure.details], hint: limit.hint };
  }

  /** Only improves the message: if policies cannot be read, for whatever reason, the failure stays as it is. */
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
