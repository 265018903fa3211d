import { isFailure } from '../../../errors.ts';
import type { Cluster, Resource } from '../../../kubernetes/cluster.ts';
import type { KubeObject } from '../../../kubernetes/objects.ts';
import { resources } from '../../../volsync/resources.ts';
import type { VolumeTarget, DataOrigin } from '../../../volume/options.ts';
import { lastSyncOf } from '../../../volsync/last-sync.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import type { BrowserTerminal } from '../../../cli/browsed-files.ts';
import { namespaceChoices, targetChoices, snapshotChoices, subjectChoices, type Browsable } from './choices.ts';
import { chooseOne } from '../../../cli/choose.ts';

/** Asks which volume: its namespace, where none is given, and the app or the claim. */
export async function chosenTarget(
  cluster: Cluster,
  namespace: string | undefined,
  terminal: BrowserTerminal,
  signal: AbortSignal,
): Promise<VolumeTarget> {
  const all = await browsables(cluster, namespace, signal);
  const chosen = namespace ?? (await chooseOne('Namespace', namespaceChoices(all), terminal, signal));
  const { kind, name } = await chooseOne('App', subjectChoices(all, chosen, terminal.now()), terminal, signal);
  return kind === 'app' ? { namespace: chosen, kind, app: name } : { namespace: chosen, kind: 'claim', claim: name };
}

/** Asks where to look, and of a backup which one once its snapshots are known. */
export async function chosenDataSource(
  target: VolumeTarget,
  terminal: BrowserTerminal,
  signal: AbortSignal,
): Promise<DataOrigin> {
  const refusals = target.kind === 'claim' ? { backup: 'a bare PVC has none: choose the app' } : {};
  const kind = await chooseOne('Look into', targetChoices(refusals), terminal, signal);
  if (kind !== 'backup') return { kind };
  const wish: Extract<DataOrigin, { kind: 'backup' }>['wish'] = {
    choose: (snapshots, { length: unread }) => {
      const message = unread === 0 ? 'Snapshot' : `Snapshot (restic could not read ${unread} more)`;
      return chooseOne(message, snapshotChoices(snapshots, terminal.now()), terminal, signal);
    },
  };
  return { kind, wish };
}

async function browsables(
  cluster: Cluster,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly Browsable[]> {
  const [sources, claims] = await Promise.all([
    reachable(cluster, resources.replicationSources, namespace, signal),
    reachable(cluster, resources.persistentVolumeClaims, namespace, signal),
  ]);
  const backedUp = new Set(sources.map(({ metadata, spec }) => `${metadata.namespace}/${spec?.sourcePVC}`));
  const others = claims.filter(({ metadata }) => !backedUp.has(`${metadata.namespace}/${metadata.name}`));
  return [...sources.map(ofSource), ...others.map(({ metadata }) => ofClaim(metadata))];
}

/** Who may not look everywhere may still look into the context's namespace. */
async function reachable<T extends KubeObject>(
  cluster: Cluster,
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

function ofSource(source: ReplicationSource): Browsable {
  const { name, namespace = '' } = source.metadata;
  const last = lastSyncOf(source);
  const known = last.kind === 'backup' ? { id: last.snapshot, time: last.at } : undefined;
  return { kind: 'app', namespace, name, ...(known && { lastBackup: known }) };
}

function ofClaim({ name, namespace = '' }: KubeObject['metadata']): Browsable {
  return { kind: 'pvc', namespace, name };
}
