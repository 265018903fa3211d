import type { ObjectKey } from '../../kube/cluster.ts';
import type { Snapshot } from '../../restic/snapshots.ts';
import type { VolumeUser } from '../../volsync/volume-user.ts';
import type { InsideFiles } from './files.ts';
import { withBackup } from './open-backup.ts';
import { withVolume } from './open-volume.ts';
import type { InsideOptions, InsideTarget } from './options.ts';
import type { Workplace } from './pod-programs.ts';
import type { InsidePorts } from './ports.ts';

/** A volume, a copy of one or a snapshot, opened. */
export interface Inside {
  readonly namespace: string;
  /** Of a volume. */
  readonly claim?: string | undefined;
  /** Of a volume: who looks. */
  readonly user?: VolumeUser | undefined;
  /** Of a backup. */
  readonly snapshot?: Snapshot | undefined;
  readonly pod: ObjectKey;
  readonly work: Workplace;
  readonly files: InsideFiles;
}

/** Opens what is to be looked into, lets `use` look, and removes whatever was made for it, whatever happens. */
export function withInside<T>(
  target: InsideTarget,
  options: InsideOptions,
  ports: InsidePorts,
  use: (inside: Inside) => Promise<T>,
): Promise<T> {
  return options.place.kind === 'backup'
    ? withBackup(target, options.place.wish, options, { ports, use })
    : withVolume(target, options, ports, use);
}
