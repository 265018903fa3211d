import type { PersistentVolumeClaim } from '../../../../kubernetes/objects.ts';
import type { ReplicationSource } from '../../../../volsync/types.ts';
import { compareVolume } from '../../../../comparison/compare-volume.ts';
import type { Comparison } from '../../../../comparison/comparison.ts';
import type { VolumePorts } from '../../../../volume/ports.ts';
import type { InPlaceOptions } from './plan.ts';

/** The volume of an app, for a comparison. */
export interface VolumeOfApp {
  readonly source: ReplicationSource;
  readonly claim: PersistentVolumeClaim;
  /** Nothing writes to it. */
  readonly isFrozen: boolean;
  readonly options: InPlaceOptions;
}

/** The number of examples named of each kind. */
const limit = 10;

/** Compares a whole volume, byte for byte, with a snapshot given by its full id. */
export function compareWithSnapshot(
  snapshotId: string,
  { source, claim, isFrozen, options }: VolumeOfApp,
  ports: VolumePorts,
): Promise<Comparison> {
  const { timeouts, timeoutMs, volsyncNamespace, moverImage, repositoryVolume, resources } = options;
  return compareVolume(
    {
      source,
      claim,
      isFrozen,
      snapshotId,
      paths: [],
      isFast: false,
      limit,
      options: {
        command: 'restore',
        timeouts,
        lifetimeMs: timeoutMs,
        resources,
        uid: undefined,
        gid: undefined,
        volsyncNamespace,
        moverImage,
        repositoryVolume,
      },
    },
    ports,
  );
}
