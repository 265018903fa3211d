import { Failure, isFailure } from '../errors.ts';
import type { Cluster, ObjectKey, Resource } from '../kubernetes/cluster.ts';
import { resources } from '../volsync/resources.ts';
import type { Replication } from '../volsync/sync-state.ts';
import { notFound } from '../sources/not-found.ts';

/** The requested object: an app's ReplicationSource, or a ReplicationDestination by its own name or the app's. */
export interface LogTarget extends ObjectKey {
  readonly kind: 'source' | 'destination';
}

/** The object that was found, with its kind. */
export interface FoundTarget {
  readonly resource: Resource<Replication>;
  readonly key: ObjectKey;
  readonly object: Replication;
}

type TargetCluster = Pick<Cluster, 'find' | 'list' | 'exists'>;

/** Finds the object, and for an app the destination that fills its PVC; throws `not-found` with the existing names. */
export async function findLogTarget(
  cluster: TargetCluster,
  target: LogTarget,
  signal: AbortSignal,
): Promise<FoundTarget> {
  const resource = target.kind === 'source' ? resources.replicationSources : resources.replicationDestinations;
  const key = { namespace: target.namespace, name: target.name };
  const object = await cluster.find<Replication>(resource, key, signal);
  if (object !== undefined) return { resource, key, object };
  const other = await (target.kind === 'source' ? hintAtDestination : destinationOfApp)(cluster, key, signal);
  if (other instanceof Failure) throw other;
  if (other !== undefined) return other;
  throw await notFound(cluster, resource, key, signal);
}

/**
 * Throws `not-found` for a missing object: its empty log would look like an answer. Without permission to read it, it
 * is assumed to exist.
 */
export async function requireTarget(cluster: TargetCluster, target: LogTarget, signal: AbortSignal): Promise<void> {
  await tryFind(findLogTarget(cluster, target, signal));
}

async function hintAtDestination(
  cluster: TargetCluster,
  key: ObjectKey,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const destination = await tryFind(cluster.find(resources.replicationDestinations, key, signal));
  if (destination === undefined) return undefined;
  const message = `There is no ReplicationSource ${key.name} in namespace ${key.namespace}, but a ReplicationDestination.`;
  return new Failure('not-found', message, { hint: 'add --destination' });
}

/** The app's PVC names the destination that it was filled from. */
async function destinationOfApp(
  cluster: TargetCluster,
  { namespace, name }: ObjectKey,
  signal: AbortSignal,
): Promise<FoundTarget | undefined> {
  const source = await tryFind(cluster.find(resources.replicationSources, { namespace, name }, signal));
  const claim = source?.spec?.sourcePVC;
  if (claim === undefined) return undefined;
  const pvc = await tryFind(cluster.find(resources.persistentVolumeClaims, { namespace, name: claim }, signal));
  const reference = pvc?.spec?.dataSourceRef;
  if (reference?.kind !== 'ReplicationDestination') return undefined;
  const key = { namespace, name: reference.name };
  const object = await cluster.find(resources.replicationDestinations, key, signal);
  return object && { resource: resources.replicationDestinations, key, object };
}

/**
 * An object that may not be read does not help, but is no reason to fail: the requested object was not found anyway.
 */
async function tryFind<T>(question: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (isFailure(error, 'forbidden')) return undefined;
    throw error;
  }
}
