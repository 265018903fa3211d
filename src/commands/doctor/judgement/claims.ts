import type { PersistentVolumeClaim } from '../../../kubernetes/objects.ts';
import { sourcePVC } from '../../../volsync/missing-objects.ts';
import type { Replication } from '../../../volsync/sync-state.ts';
import type { Facts } from '../facts.ts';
import { seen } from './looked.ts';

/** A PVC beside an object; undefined where it is not there, or PVCs may not be listed. */
export function claimBeside(
  { metadata }: Replication,
  name: string | undefined,
  { objects }: Facts,
): PersistentVolumeClaim | undefined {
  return seen(objects.claims).find(
    (claim) => claim.metadata.name === name && claim.metadata.namespace === metadata.namespace,
  );
}

/** The PVC that a source backs up. */
export function claimOf(source: Replication, facts: Facts): PersistentVolumeClaim | undefined {
  return claimBeside(source, sourcePVC(source), facts);
}

/** The size of a PVC, as a quantity. */
export function sizeOf(claim: PersistentVolumeClaim | undefined): string | undefined {
  return claim?.status?.capacity?.['storage'] ?? claim?.spec?.resources?.requests?.['storage'];
}
