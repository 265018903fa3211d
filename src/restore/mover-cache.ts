import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import type { ReplicationSource } from '../volsync/types.ts';

type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

/** VolSync's default. */
const usualCapacity = '1Gi';

/**
 * The PVC that VolSync creates for the cache of our restore (restore-destination.ts), next to the one that is restored
 * into.
 */
export function restoreCacheSpec(source: ReplicationSource, into: ClaimSpec): ClaimSpec {
  const { storageClassName, accessModes, ...own } = source.spec?.restic ?? {};
  const storageClass = own.cacheStorageClassName ?? storageClassName;
  return {
    accessModes: own.cacheAccessModes ?? accessModes ?? into.accessModes ?? ['ReadWriteOnce'],
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    resources: { requests: { storage: own.cacheCapacity ?? usualCapacity } },
  };
}
