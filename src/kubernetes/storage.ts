import type { KubeObject } from './objects.ts';

/** What backs a claim; without a namespace. */
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
