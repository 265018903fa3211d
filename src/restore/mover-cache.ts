import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import type { ReplicationSource } from '../volsync/types.ts';

type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

/** VolSync's own, where a source says nothing. */
const usualCapacity = '1Gi';

/** The PVC that VolSync makes for the cache of a restore of ours (restore-destination.ts), beside the one that is restored into. */
export function restoreCacheSpec(source: ReplicationSource, into: ClaimSpec): ClaimSpec {
  const { storageClassName, accessModes, ...own } = source.spec?.restic ?? {};
  const storageClass = own.cacheStorageClassName ?? storageClassName;
  return {
    accessModes: own.cacheAccessModes ?? accessModes ?? into.accessModes ?? ['ReadWriteOnce'],
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    resources: { requests: { storage: own.cacheCapacity ?? usualCapacity } },
  };
}
