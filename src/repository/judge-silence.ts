import { managedBy } from '../helper-pod/manifest.ts';
import { NetworkPolicies } from '../helper-pod/network-policies.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import { listExternalSecrets } from '../mover/external-secrets.ts';
import { ofExternalSecret, ofUnseenWriter, writerOf } from '../volsync/external-secret.ts';
import type { MoverEnvironment } from '../volsync/mover-environment.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { Reason } from '../volsync/reasons.ts';
import { judgeSilence } from '../volsync/silent-repository.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import type { Judgement } from '../volsync/verdict.ts';

type Ports = ClusterContext<'list'>;

/** Problems of the Secret itself. */
const ofSecret: readonly (Reason | undefined)[] = ['wrong-password', 'secret-missing'];

/**
 * Judges apps whose repositories did not list their snapshots, with what the cluster shows about the cause: the
 * NetworkPolicies of a pod that reached nothing, the ExternalSecret that writes a wrong Secret. Each namespace is read
 * once, and only if needed.
 */
export class SilenceJudge {
  readonly #ports: Ports;
  readonly #policies: NetworkPolicies;
  readonly #writers = new Map<string, Promise<Listed>>();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#policies = new NetworkPolicies(ports);
  }

  /** `address` of the repository, if known. */
  async judge(failure: Diagnosis, environment: MoverEnvironment, address?: string): Promise<Judgement> {
    const { namespace = '' } = environment.source.metadata;
    const pod = { namespace, labels: { ...environment.labels, ...managedBy } };
    const explained = await this.#policies.explained(failure, pod, address);
    return this.#withWriter(environment.source, judgeSilence(explained, environment, address));
  }

  async #withWriter(
    { metadata: { namespace = '' }, spec }: ReplicationSource,
    judgement: Judgement,
  ): Promise<Judgement> {
    const secret = spec?.restic?.repository;
    if (secret === undefined || !ofSecret.includes(judgement.reason)) return judgement;
    const listed = this.#writers.get(namespace) ?? listExternalSecrets({ namespace }, this.#ports);
    this.#writers.set(namespace, listed);
    const all = await listed;
    if ('why' in all) return ofUnseenWriter(judgement, secret, all.why, namespace);
    const writer = writerOf(secret, all.value);
    return writer === undefined ? judgement : ofExternalSecret(judgement, secret, writer);
  }
}

type Listed = Awaited<ReturnType<typeof listExternalSecrets>>;
