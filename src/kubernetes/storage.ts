import type { KubeObject } from './objects.ts';

/** The volume behind a PVC; cluster-scoped. */
export interface PersistentVolume extends KubeObject {
  readonly spec?: {
    readonly claimRef?: { readonly namespace?: string; readonly name?: string; readonly uid?: string };
  };
}

export interface VolumeSnapshotClass extends KubeObject {
  readonly driver?: string;
  readonly deletionPolicy?: 'Delete' | 'Retain';
}

export interface StorageClass extends KubeObject {
  readonly provisioner?: string;
  readonly allowVolumeExpansion?: boolean;
}
