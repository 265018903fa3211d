import type { KubeObject } from '../kubernetes/objects.ts';
import { selects, type LabelSelector } from './label-selector.ts';
import type { Diagnosis } from './diagnosis.ts';
import { shellCommand } from '../shell-command.ts';

/** The fields of a NetworkPolicy that limit egress. */
export interface NetworkPolicy extends KubeObject {
  readonly spec?: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly egress?: readonly EgressRule[];
  };
}

/** Allowed destinations; without ports and peers, everything is allowed. */
interface EgressRule {
  readonly ports?: readonly { readonly port?: number | string; readonly endPort?: number }[];
  readonly to?: readonly unknown[];
}

/** The properties of a pod that policies select by. */
export interface SelectedPod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A limit that blocks, or may block, a pod's traffic to a server. */
export interface EgressLimit {
  readonly words: string;
  /** Shows the first of the policies. */
  readonly hint: string;
}

/**
 * What the policies of a namespace leave of a pod's egress; undefined if none selects the pod, or one of them allows
 * everything. Peers and addresses are not resolved here, so only a policy that allows nothing is reported as certain.
 */
export function egressLimit(
  policies: readonly NetworkPolicy[],
  { namespace, labels }: SelectedPod,
): EgressLimit | undefined {
  const holding = policies.filter(
    ({ metadata, spec = {} }) =>
      metadata.namespace === namespace && isOfEgress(spec) && selects(spec.podSelector ?? {}, labels),
  );
  const rules = holding.flatMap(({ spec }) => spec?.egress ?? []);
  const [first] = holding;
  if (first === undefined || rules.some(({ ports = [], to = [] }) => ports.length === 0 && to.length === 0))
    return undefined;
  const names = holding.map(({ metadata }) => metadata.name);
  const [who, s] = names.length === 1 ? ['NetworkPolicy', 's'] : ['NetworkPolicies', ''];
  const words = `${who} ${names.join(', ')} select${s} this pod and ${limitWords(rules, s)}`;
  return { words, hint: shellCommand`kubectl describe networkpolicy ${first.metadata.name} -n ${namespace}` };
}

/** The API server defaults policyTypes; manifests in Git may leave it out. */
function isOfEgress({ policyTypes, egress }: NonNullable<NetworkPolicy['spec']>): boolean {
  return policyTypes?.includes('Egress') ?? egress !== undefined;
}

function limitWords(rules: readonly EgressRule[], s: string): string {
  if (rules.length === 0) return `allow${s} no egress`;
  const ports = rules.flatMap((rule) => rule.ports ?? []);
  const isByPort =
    rules.every((rule) => (rule.ports ?? []).length > 0) && ports.every(({ port }) => port !== undefined);
  if (!isByPort) return `restrict${s} its egress, so it may not reach the repository`;
  const named = [...new Set(ports.map(({ port, endPort }) => `${port}${endPort === undefined ? '' : `-${endPort}`}`))];
  return `allow${s} egress to port${named.length === 1 ? '' : 's'} ${named.join(', ')} only, so it may not reach the repository`;
}

/**
 * Whether a NetworkPolicy can be the cause: nothing answered over the network. For a repository in a folder the kubelet
 * mounts it, which no policy blocks; and a server that refuses was reached.
 */
export function isCutOff({ reason, canHeal, details }: Diagnosis, address: string | undefined): boolean {
  if (
    reason !== 'repository-unreachable' ||
    canHeal === false ||
    details.some((line) => line.includes('HTTP response'))
  )
    return false;
  if (address !== undefined) return !isFolder(address);
  return details.some((line) => /\bdial (?:tcp|udp)\b|\blookup \S|Client\.Timeout|https?:\/\//.test(line));
}

/** Whether an address is a folder in the mover's pod. */
export function isFolder(address: string): boolean {
  return /^(?:\/|local:)/.test(address);
}
