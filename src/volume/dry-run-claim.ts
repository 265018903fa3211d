import { Failure } from '../errors.ts';
import type { Cluster, NewObject } from '../kubernetes/cluster.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';

/**
 * Lets the API server validate a PVC without creating it. The server sets the default class in a PVC that names none;
 * if it does not, there is no default class, and the PVC would stay pending until an administrator creates one.
 */
export async function dryRunClaim(
  claim: NewObject<PersistentVolumeClaim>,
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'create'>; readonly signal: AbortSignal },
): Promise<void> {
  const made = await cluster.create(resources.persistentVolumeClaims, claim, { isDryRun: true }, signal);
  if (made.spec?.storageClassName !== undefined) return;
  throw new Failure(
    'refused',
    'The PVC names no StorageClass, and the cluster has no default StorageClass: it would stay pending.',
    { hint: 'kubectl get storageclasses' },
  );
}
