import type { ForeignText } from '../foreign-text.ts';
import type { Container, EnvVar, PodSpec } from '../kubernetes/objects.ts';
import { blockingTerms, selectedKeys } from './anti-affinity.ts';
import type { MountedVolume } from './probe-job.ts';
import type { ReplicationSource } from './types.ts';

/** How the mover of a source reaches its repository: everything that a pod needs to see what the mover sees. */
export interface MoverEnvironment {
  readonly source: ReplicationSource;
  /** Name of the repository's Secret; its values are never read. */
  readonly secret: string;
  readonly image: ForeignText;
  readonly proxies: readonly EnvVar[];
  /** Secrets in the app's namespace that its mover's image is pulled with. */
  readonly pullSecrets: readonly string[];
  readonly volumes: readonly MountedVolume[];
  /**
   * Why it is not known what admission policies add to movers; undefined if it is known. A repository that is not found
   * may then simply not have been mounted.
   */
  readonly hiddenMounts: string | undefined;
  /** Whether the namespace lets movers run as root. */
  readonly isPrivileged: boolean;
  /** Labels for its helper pods, so that NetworkPolicies treat them like movers. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The node where its mover will run, if known. A helper pod prefers that node. */
  readonly node?: string | undefined;
}

/**
 * The labels of a source's movers that its helper pods carry too. Labels that movers use to keep away from each other
 * are left out: a helper pod with them would keep every mover off its node.
 */
export function labelsOfMovers({ spec }: ReplicationSource): Readonly<Record<string, string>> {
  const { moverPodLabels = {}, moverAffinity } = spec?.restic ?? {};
  const selected = new Set(blockingTerms({ spec: { affinity: moverAffinity ?? {} } }).flatMap(selectedKeys));
  return Object.fromEntries(Object.entries(moverPodLabels).filter(([key]) => !selected.has(key)));
}

/**
 * The part of the mover's pod spec that all containers share. Environments that differ in it need separate pods. Of the
 * affinity, only node terms are taken: with pod terms, a helper pod and movers would keep each other off their nodes.
 */
export function sharedPodSpec({ source, pullSecrets, node }: MoverEnvironment): PodSpec {
  const { moverSecurityContext = {}, moverServiceAccount, moverAffinity } = source.spec?.restic ?? {};
  const nodeAffinity = preferring(node, moverAffinity?.['nodeAffinity']);
  const shared = Object.entries(moverSecurityContext).filter(([field]) => !ofContainer.has(field));
  return {
    ...(shared.length > 0 && { securityContext: Object.fromEntries(shared) }),
    ...(moverServiceAccount !== undefined && { serviceAccountName: moverServiceAccount }),
    ...(nodeAffinity !== undefined && { affinity: { nodeAffinity } }),
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
  };
}

/** Only a preference: a node that accepts no pods must not prevent the repository from being read. */
function preferring(node: string | undefined, affinity: unknown): unknown {
  if (node === undefined) return affinity;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const preferred = { weight: 100, preference: { matchFields } };
  return { preferredDuringSchedulingIgnoredDuringExecution: [preferred], ...(affinity as object | undefined) };
}

const ofContainer: ReadonlySet<string> = new Set(['runAsUser', 'runAsGroup', 'runAsNonRoot']);

/** The mover's user; root's capabilities only if VolSync gives them to its movers. */
export function containerSecurity({
  source,
  isPrivileged,
}: MoverEnvironment): NonNullable<Container['securityContext']> {
  if (isPrivileged) return { runAsUser: 0, capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE'] } };
  const own = Object.entries(source.spec?.restic?.moverSecurityContext ?? {}).filter(([field]) =>
    ofContainer.has(field),
  );
  const context: Readonly<Record<string, unknown>> = Object.fromEntries(own);
  const { runAsUser } = context;
  // The image's own user is not known: if the mover does not set one, neither does its helper pod.
  return runAsUser === undefined || runAsUser === 0 ? context : { runAsNonRoot: true, ...context };
}
