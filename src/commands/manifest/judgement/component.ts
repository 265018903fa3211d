import type { KubeObject } from '../../../kubernetes/objects.ts';
import type { NfsExport } from '../../../volsync/nfs-export.ts';
import type { MoverVolume } from '../../../volsync/types.ts';
import type { Values } from './variables.ts';

/** Where the repository's address and password come from. */
export type Credentials =
  | {
      /** An existing Secret. */
      readonly kind: 'secret';
      readonly name: string;
    }
  | {
      readonly kind: 'external-secret';
      /** API version of external-secrets.io. */
      readonly version: 'v1' | 'v1beta1';
      readonly store: string;
      /** The item in the store that contains RESTIC_PASSWORD. */
      readonly key: string;
      /** RESTIC_REPOSITORY. */
      readonly repository: string;
    };

export interface ComponentOptions {
  readonly values: Values;
  readonly credentials: Credentials;
  /** Mounted into the movers by VolSync itself, without an admission policy. */
  readonly nfs: NfsExport | undefined;
  /** Undefined to set it when the manifests are applied. */
  readonly namespace: string | undefined;
}

/** One object of the component, and its file name. */
export interface ComponentFile {
  readonly file: string;
  readonly object: ComponentObject;
}

/** An object as it is written to a file. */
export type ComponentObject = KubeObject & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
};

/** Where `moverVolumes` mounts the repository: VolSync mounts it below /mnt. */
export const nfsMountPath = 'repository';

/** The objects of the runbook's component, in order of dependency. */
export function componentFiles(options: ComponentOptions): readonly ComponentFile[] {
  const { credentials } = options;
  const secret = credentials.kind === 'secret' ? [] : [externalSecret(options, credentials)];
  return [...secret, destination(options), claim(options), source(options)];
}

type ExternalSecret = Extract<Credentials, { kind: 'external-secret' }>;

function externalSecret(options: ComponentOptions, { version, store, key, repository }: ExternalSecret): ComponentFile {
  const name = secretName(options);
  const spec = {
    secretStoreRef: { kind: 'ClusterSecretStore', name: store },
    target: {
      name,
      template: { data: { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: '{{ .RESTIC_PASSWORD }}' } },
    },
    dataFrom: [{ extract: { key } }],
  };
  return file(
    'externalsecret.yaml',
    manifest(options, [`external-secrets.io/${version}`, 'ExternalSecret', name], spec),
  );
}

/**
 * Restores once, when the app is new in the cluster; the PVC is filled from its VolumeSnapshot, so it has to create
 * one.
 */
function destination(options: ComponentOptions): ComponentFile {
  const { values } = options;
  const spec = {
    trigger: { manual: 'restore-once' },
    restic: {
      ...mover(options),
      copyMethod: 'Snapshot',
      capacity: values.VOLSYNC_CAPACITY,
      accessModes: [values.VOLSYNC_ACCESSMODES],
      cleanupCachePVC: true,
      cleanupTempPVC: true,
      enableFileDeletion: true,
    },
  };
  const kind = ['volsync.backube/v1alpha1', 'ReplicationDestination', bootstrapName(options)] as const;
  return file('replicationdestination.yaml', manifest(options, kind, spec));
}

function claim(options: ComponentOptions): ComponentFile {
  const { values } = options;
  const spec = {
    accessModes: [values.VOLSYNC_ACCESSMODES],
    storageClassName: values.VOLSYNC_STORAGECLASS,
    dataSourceRef: { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: bootstrapName(options) },
    resources: { requests: { storage: values.VOLSYNC_CAPACITY } },
  };
  return file('pvc.yaml', manifest(options, ['v1', 'PersistentVolumeClaim', values.VOLSYNC_CLAIM], spec));
}

function source(options: ComponentOptions): ComponentFile {
  const { values } = options;
  const spec = {
    sourcePVC: values.VOLSYNC_CLAIM,
    trigger: { schedule: values.VOLSYNC_SCHEDULE },
    restic: {
      ...mover(options),
      copyMethod: values.VOLSYNC_COPYMETHOD,
      pruneIntervalDays: 7,
      retain: { hourly: 24, daily: 7 },
    },
  };
  const kind = ['volsync.backube/v1alpha1', 'ReplicationSource', values.APP] as const;
  return file('replicationsource.yaml', manifest(options, kind, spec));
}

/** The common fields of source and destination. */
function mover(options: ComponentOptions): Readonly<Record<string, unknown>> {
  const { values, nfs } = options;
  const group = idOf(values.VOLSYNC_GID);
  return {
    repository: secretName(options),
    storageClassName: values.VOLSYNC_STORAGECLASS,
    volumeSnapshotClassName: values.VOLSYNC_SNAPSHOTCLASS,
    cacheCapacity: values.VOLSYNC_CACHE_CAPACITY,
    cacheStorageClassName: values.VOLSYNC_CACHE_SNAPSHOTCLASS,
    cacheAccessModes: [values.VOLSYNC_CACHE_ACCESSMODES],
    moverSecurityContext: { runAsUser: idOf(values.VOLSYNC_UID), runAsGroup: group, fsGroup: group },
    ...(nfs !== undefined && { moverVolumes: [nfsVolume(nfs)] }),
  };
}

function nfsVolume(nfs: NfsExport): MoverVolume {
  return { mountPath: nfsMountPath, volumeSource: { nfs: { ...nfs } } };
}

/** A placeholder stays as text; it becomes a number when it is substituted. */
function idOf(value: string): number | string {
  return /^\d+$/.test(value) ? Number(value) : value;
}

function secretName({ credentials, values }: ComponentOptions): string {
  return credentials.kind === 'secret' ? credentials.name : `${values.APP}-volsync`;
}

function bootstrapName({ values }: ComponentOptions): string {
  return `${values.APP}-bootstrap`;
}

type Named = readonly [apiVersion: string, kind: string, name: string];

function manifest(
  { namespace }: ComponentOptions,
  [apiVersion, kind, name]: Named,
  spec: ComponentObject['spec'],
): ComponentObject {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion, kind, metadata, spec };
}

function file(name: string, object: ComponentObject): ComponentFile {
  return { file: name, object };
}
