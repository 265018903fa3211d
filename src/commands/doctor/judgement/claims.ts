import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import { destinationNames, sourceNames } from '../../../volsync/mover-names.ts';
import { sourcePVC } from '../../../volsync/missing-objects.ts';
import type { Replication } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { seen } from './judge-listed.ts';

/** A source or destination with its status. */
type Owner = Facts['sources'][number] | Facts['destinations'][number];

/** A PVC in the namespace of an object; undefined if it does not exist, or PVCs may not be listed. */
export function claimBeside(
  { metadata }: Replication,
  name: string | undefined,
  { objects }: Facts,
): PersistentVolumeClaim | undefined {
  return seen(objects.claims).find(
    (claim) => claim.metadata.name === name && claim.metadata.namespace === metadata.namespace,
  );
}

/**
 * The cache of an object's mover. A PVC of that name that the object does not own is somebody else's, and may hold
 * data.
 */
export function cacheOf(status: Owner, facts: Facts): PersistentVolumeClaim | undefined {
  const { name, uid } = status.object.metadata;
  const { cachePVC } = 'lastSync' in status ? sourceNames(name) : destinationNames(name);
  const claim = claimBeside(status.object, cachePVC, facts);
  return claim?.metadata.ownerReferences?.some((owner) => owner.uid === uid) ? claim : undefined;
}

/** The PVC that a source backs up. */
export function claimOf(source: Replication, facts: Facts): PersistentVolumeClaim | undefined {
  return claimBeside(source, sourcePVC(source), facts);
}

/** The size of a PVC, as a quantity. */
export function sizeOf(claim: PersistentVolumeClaim | undefined): string | undefined {
  return claim?.status?.capacity?.['storage'] ?? claim?.spec?.resources?.requests?.['storage'];
}
