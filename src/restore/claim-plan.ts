import { Failure } from '../errors.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { ClusterContext } from '../kubernetes/context.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { resources } from '../volsync/resources.ts';
import type { ReplicationSource } from '../volsync/types.ts';
import { requireClasses, type NamedClassPorts } from '../volume/named-class.ts';
import { restoreCacheSpec } from './mover-cache.ts';
import { newClaimSpec, type ClaimOptions } from './new-claim-spec.ts';

type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

/** The PVC that a source backs up; undefined if it does not exist. A raw block device is refused: it has no files. */
export async function originalClaim(
  { metadata, spec }: ReplicationSource,
  { cluster, signal }: ClusterContext<'find'>,
): Promise<PersistentVolumeClaim | undefined> {
  const { namespace = '' } = metadata;
  const name = spec?.sourcePVC ?? '';
  if (name === '') return undefined;
  const claim = await cluster.find(resources.persistentVolumeClaims, { namespace, name }, signal);
  if (claim?.spec?.volumeMode !== 'Block') return claim;
  throw new Failure('refused', `PVC ${namespace}/${name} is a raw block device (volumeMode Block): it has no files.`);
}

/** Requires the classes of the new PVC and of the mover's cache to exist; an empty name means none. */
export async function requireStorageClasses(
  source: ReplicationSource,
  storageClass: string | undefined,
  ports: NamedClassPorts,
): Promise<void> {
  const names = [storageClass, restoreCacheSpec(source, {}).storageClassName].filter((name) => name);
  await requireClasses(resources.storageClasses, [...new Set(names as string[])], ports);
}

/** The spec of a PVC for a snapshot (new-claim-spec.ts), or the Failure that says why there is none. */
export function claimSpecFor(
  original: PersistentVolumeClaim | undefined,
  snapshot: Snapshot,
  { key, like }: { readonly key: ObjectKey; readonly like: ClaimOptions },
): ClaimSpec {
  const made = newClaimSpec(original, snapshot, like);
  if (made.kind === 'claim') return made.spec;
  if (made.kind === 'no-size') {
    const message = `How large PVC ${key.namespace}/${key.name} has to be is not known: snapshot ${shortId(snapshot.id)} does not say its size.`;
    throw new Failure('usage', message, { hint: 'set it with --capacity, such as --capacity 5Gi' });
  }
  const message = `${like.capacity ?? ''} is too small: snapshot ${shortId(snapshot.id)} has ${made.bytes} bytes.`;
  throw new Failure('refused', message, { hint: 'omit --capacity, or pass a larger one' });
}
