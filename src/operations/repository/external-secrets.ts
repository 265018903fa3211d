import { isFailure } from '../../errors.ts';
import type { Cluster, Resource } from '../../kube/cluster.ts';
import { resources } from '../../kube/resources.ts';
import { ofExternalSecret, ofUnseenWriter, writerOf, type ExternalSecret } from '../../volsync/external-secret.ts';
import type { Reason } from '../../volsync/reasons.ts';
import type { ReplicationSource } from '../../volsync/types.ts';
import type { Judgement } from '../../volsync/verdict.ts';

interface Ports {
  readonly cluster: Pick<Cluster, 'list'>;
  readonly signal: AbortSignal;
}

/** What is wrong with the Secret itself. */
const ofSecret: readonly (Reason | undefined)[] = ['wrong-password', 'secret-missing'];

/** Tells of judgements about a source's Secret which ExternalSecret writes that; all others are as they were. */
export function externalSecretJudge(
  ports: Ports,
): (source: ReplicationSource, judgement: Judgement) => Promise<Judgement> {
  const lists = new Map<string, Promise<Listed>>();
  return async ({ metadata: { namespace = '' }, spec }, judgement) => {
    const secret = spec?.restic?.repository;
    if (secret === undefined || !ofSecret.includes(judgement.reason)) return judgement;
    const listed = lists.get(namespace) ?? listIn(namespace, ports);
    lists.set(namespace, listed);
    const all = await listed;
    if ('why' in all) return ofUnseenWriter(judgement, secret, all.why, namespace);
    const writer = writerOf(secret, all.value);
    return writer === undefined ? judgement : ofExternalSecret(judgement, secret, writer);
  };
}

type Listed = { readonly value: readonly ExternalSecret[] } | { readonly why: string };

/** Clusters have one version or both; without the operator, none. */
async function listIn(namespace: string, ports: Ports): Promise<Listed> {
  const listed = await listOf(resources.externalSecrets, namespace, ports);
  if (listed !== 'not-served') return listed;
  const older = await listOf(resources.olderExternalSecrets, namespace, ports);
  return older === 'not-served' ? { value: [] } : older;
}

async function listOf(
  resource: Resource<ExternalSecret>,
  namespace: string,
  { cluster, signal }: Ports,
): Promise<Listed | 'not-served'> {
  try {
    return { value: await cluster.list(resource, { namespace }, signal) };
  } catch (error) {
    if (isFailure(error, 'not-found')) return 'not-served';
    if (!isFailure(error) || error.kind === 'interrupted') throw error;
    return { why: error.message };
  }
}
