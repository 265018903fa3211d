import type { Workplace } from './pod-programs.ts';
import type { VolumeFiles } from './files.ts';
import type { VolumeUser } from '../volsync/volume-user.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';

/** A volume, a copy of one or a snapshot, opened. */
export interface OpenedVolume {
  readonly namespace: string;
  /** Of a volume. */
  readonly claim?: string | undefined;
  /** Of a volume: who looks. */
  readonly user?: VolumeUser | undefined;
  /** Of a backup. */
  readonly snapshot?: Snapshot | undefined;
  readonly pod: ObjectKey;
  readonly work: Workplace;
  readonly files: VolumeFiles;
}
