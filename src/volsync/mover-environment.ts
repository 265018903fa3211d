import type { ForeignText } from '../foreign-text.ts';
import type { Container, EnvVar, PodSpec } from '../kubernetes/objects.ts';
import { blockingTerms, selectedKeys } from './anti-affinity.ts';
import type { MountedVolume } from './probe-job.ts';
import type { ReplicationSource } from './types.ts';

/** How the mover of a source reaches its repository: all that a pod needs to see what the mover sees. */
export interface MoverEnvironment {
  readonly source: ReplicationSource;
  /** Name of the repository's Secret; its values are never read. */
  readonly secret: string;
  readonly image: ForeignText;
  readonly proxies: readonly EnvVar[];
  /** Secrets beside the app that its mover's image is pulled with. */
  readonly pullSecrets: readonly string[];
  readonly volumes: readonly MountedVolume[];
  /**
   * Why it is not known what admission policies add to movers; undefined where it is. A repository that is not found may
   * then only not have been mounted.
   */
  readonly hiddenMounts: string | undefined;
  /** The namespace lets movers run as root. */
  readonly isPrivileged: boolean;
  /** Labels for its helper pods, by which network policies may know movers. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where its mover will run, as far as that is known: a helper pod that can be there is put there. */
  readonly node?: string | undefined;
}

/**
 * The labels of a source's movers that its helper pods carry too. Those by which its movers keep away from each other are
 * left out: a helper pod with them would keep every mover from its node.
 */
export function labelsOfMovers({ spec }: ReplicationSource): Readonly<Record<string, string>> {
  const { moverPodLabels = {}, moverAffinity } = spec?.restic ?? {};
  const selected = new Set(blockingTerms({ spec: { affinity: moverAffinity ?? {} } }).flatMap(selectedKeys));
  return Object.fromEntries(Object.entries(moverPodLabels).filter(([key]) => !selected.has(key)));
}

/**
 * The part of a pod that all its containers share, as the mover has it. Places that differ in it need pods of their own. Of
 * the affinity only the terms about nodes: by those about pods a helper pod would keep movers from its node, and they it.
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

/** Never more than a preference: a node that takes no pods must not keep a repository from being seen. */
function preferring(node: string | undefined, affinity: unknown): unknown {
  if (node === undefined) return affinity;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const preferred = { weight: 100, preference: { matchFields } };
  return { preferredDuringSchedulingIgnoredDuringExecution: [preferred], ...(affinity as object | undefined) };
}

const ofContainer: ReadonlySet<string> = new Set(['runAsUser', 'runAsGroup', 'runAsNonRoot']);

/** The mover's user, and root's reach only where VolSync gives it to its movers. */
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
  // The image's own user is not known: where the mover leaves it at that, so does its helper.
  return runAsUser === undefined || runAsUser === 0 ? context : { runAsNonRoot: true, ...context };
}
