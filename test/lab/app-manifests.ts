import { appObject } from './app-object.ts';
import { type AppOptions, appUser, bootstrapName, secretName } from './app-options.ts';
import { workloadOf } from './app-workload.ts';
import type { Manifest } from './kubectl.ts';
import { mergePatch } from './merge-patch.ts';

/** The Secret, the bootstrap destination, the PVC and the workload: everything except the source. */
export function appManifests(options: AppOptions): Manifest[] {
  return [...storageManifests(options), ...workloadOf(options)];
}

/** The Secret, the bootstrap destination and the PVC. */
export function storageManifests(options: AppOptions): Manifest[] {
  const destination = options.bootstrap ? [destinationOf(options)] : [];
  return [secretOf(options), ...destination, claimOf(options)];
}

/** The ReplicationSource, with the patch applied. */
export function sourceManifest(options: AppOptions): Manifest {
  const { name, schedule, manual, source } = options;
  const spec = {
    sourcePVC: name,
    trigger: schedule === null ? { manual } : { schedule },
    restic: {
      ...mover(options),
      pruneIntervalDays: 7,
      retain: { hourly: 24, daily: 7 },
    },
  };
  return appObject(options, 'volsync.backube/v1alpha1', 'ReplicationSource', name, { spec: mergePatch(spec, source) });
}

function secretOf(options: AppOptions): Manifest {
  const { name, repository, password } = options;
  return appObject(options, 'v1', 'Secret', secretName(name), {
    stringData: { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: password },
  });
}

function destinationOf(options: AppOptions): Manifest {
  const { name, size } = options;
  return appObject(options, 'volsync.backube/v1alpha1', 'ReplicationDestination', bootstrapName(name), {
    spec: {
      trigger: { manual: 'restore-once' },
      restic: {
        ...mover({ ...options, copyMethod: 'Snapshot' }),
        accessModes: ['ReadWriteOnce'],
        capacity: size,
        cleanupCachePVC: true,
        cleanupTempPVC: true,
        enableFileDeletion: true,
      },
    },
  });
}

/** The common fields of source and destination. */
function mover({ name, copyMethod, storageClass, reach }: AppOptions): object {
  return {
    repository: secretName(name),
    copyMethod,
    storageClassName: storageClass,
    volumeSnapshotClassName: 'csi-ceph-blockpool',
    cacheStorageClassName: 'openebs-hostpath',
    cacheAccessModes: ['ReadWriteOnce'],
    cacheCapacity: '1Gi',
    moverSecurityContext: { runAsUser: appUser, runAsGroup: appUser, fsGroup: appUser },
    ...reach,
  };
}

function claimOf(options: AppOptions): Manifest {
  const { name, size, storageClass, bootstrap } = options;
  const dataSourceRef = {
    apiGroup: 'volsync.backube',
    kind: 'ReplicationDestination',
    name: bootstrapName(name),
  };
  return appObject(options, 'v1', 'PersistentVolumeClaim', name, {
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: storageClass,
      resources: { requests: { storage: size } },
      ...(bootstrap ? { dataSourceRef } : {}),
    },
  });
}
