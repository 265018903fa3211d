import type { KubeObject } from './objects.ts';

/**
 * The storage behind a VolumeSnapshot; cluster-scoped. `Retain` keeps it and the storage when the VolumeSnapshot is
 * deleted.
 */
export interface VolumeSnapshotContent extends KubeObject {
  readonly spec?: {
    readonly deletionPolicy?: 'Delete' | 'Retain';
    readonly driver?: string;
    readonly volumeSnapshotRef?: { readonly namespace?: string; readonly name?: string; readonly uid?: string };
  };
  /** `restoreSize` in bytes. */
  readonly status?: { readonly snapshotHandle?: string; readonly restoreSize?: number };
}
