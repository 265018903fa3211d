import { Failure, isFailure } from '../errors.ts';
import type { Cluster, Resource } from '../kubernetes/cluster.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { lastSyncOf } from '../volsync/last-sync.ts';
import { resources } from '../volsync/resources.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { namespaceChoices, subjectChoices, type ChoosableVolume } from './app-choices.ts';
import { chooseOne, type ChoosingTerminal } from './choose.ts';

interface Asking {
  readonly cluster: Pick<Cluster, 'list' | 'namespace'>;
  /** Undefined to ask for it first. */
  readonly namespace: string | undefined;
  /** Whether PVCs without a backup can be chosen as well. */
  readonly hasClaims: boolean;
  /** Whether to ask even if there is only one app. */
  readonly asksOfOne?: boolean;
}

/** Asks for the namespace if none is given, and for an app in it, or one of its PVCs. */
export async function askForApp(
  { cluster, namespace, hasClaims, asksOfOne = false }: Asking,
  terminal: ChoosingTerminal & { now(): Date },
  signal: AbortSignal,
): Promise<ChoosableVolume> {
  const all = await choosable(cluster, namespace, hasClaims, signal);
  if (all.length === 0) {
    const place = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
    const what = hasClaims ? 'ReplicationSource and no PVC' : 'ReplicationSource';
    throw new Failure('not-found', `There is no ${what} ${place}.`, { hint: 'volsyncctl status -A' });
  }
  const chosen = namespace ?? (await chooseOne('Namespace', namespaceChoices(all), terminal, signal));
  return chooseOne('App', subjectChoices(all, chosen, terminal.now()), terminal, signal, { asksOfOne });
}

async function choosable(
  cluster: Asking['cluster'],
  namespace: string | undefined,
  hasClaims: boolean,
  signal: AbortSignal,
): Promise<readonly ChoosableVolume[]> {
  const [sources, claims] = await Promise.all([
    reachable(cluster, resources.replicationSources, namespace, signal),
    hasClaims ? reachable(cluster, resources.persistentVolumeClaims, namespace, signal) : [],
  ]);
  const backedUp = new Set(sources.map(({ metadata, spec }) => `${metadata.namespace}/${spec?.sourcePVC}`));
  const others = claims.filter(({ metadata }) => !backedUp.has(`${metadata.namespace}/${metadata.name}`));
  return [...sources.map(ofSource), ...others.map(({ metadata }) => ofClaim(metadata))];
}

/** Without permission to read everywhere, the context's namespace may still be readable. */
async function reachable<T extends KubeObject>(
  cluster: Asking['cluster'],
  resource: Resource<T>,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly T[]> {
  try {
    return await cluster.list(resource, { namespace }, signal);
  } catch (error) {
    if (namespace !== undefined || !isFailure(error, 'forbidden')) throw error;
    return cluster.list(resource, { namespace: cluster.namespace }, signal);
  }
}

function ofSource(source: ReplicationSource): ChoosableVolume {
  const { name, namespace = '' } = source.metadata;
  const last = lastSyncOf(source);
  const known = last.kind === 'backup' ? { id: last.snapshot, time: last.at } : undefined;
  return { kind: 'app', namespace, name, ...(known && { lastBackup: known }) };
}

function ofClaim({ name, namespace = '' }: KubeObject['metadata']): ChoosableVolume {
  return { kind: 'pvc', namespace, name };
}
