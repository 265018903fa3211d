import type { Workplace } from './pod-programs.ts';
import type { VolumeFiles } from './files.ts';
import type { VolumeUser } from '../volsync/volume-user.ts';
import type { Snapshot } from '../restic/snapshots.ts';
import type { ObjectKey } from '../kubernetes/cluster.ts';

/** An opened volume, copy or snapshot. */
export interface OpenedVolume {
  readonly namespace: string;
  /** For a volume: its PVC. */
  readonly claim?: string | undefined;
  /** For a volume: the user that reads it. */
  readonly user?: VolumeUser | undefined;
  /** For a backup. */
  readonly snapshot?: Snapshot | undefined;
  readonly pod: ObjectKey;
  readonly work: Workplace;
  readonly files: VolumeFiles;
}
