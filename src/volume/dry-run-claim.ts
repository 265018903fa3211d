import { Failure } from '../errors.ts';
import type { Cluster, NewObject } from '../kubernetes/cluster.ts';
import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import { resources } from '../volsync/resources.ts';

/**
 * Has the API server check a PVC without making it. To one that names no class it gives the default one; where it does not,
 * there is none, and the PVC would wait until an administrator makes one.
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
