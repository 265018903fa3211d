import type { VolumeTarget, DataOrigin } from '../volume/options.ts';
import { shortId, type Snapshot } from '../restic/snapshots.ts';
import { timeText } from './time-text.ts';

/** Such as `home/web` or `home/pvc/web`. */
export function targetText(target: VolumeTarget): string {
  return target.kind === 'app' ? `${target.namespace}/${target.app}` : `${target.namespace}/pvc/${target.claim}`;
}

/** The origin of the files, such as `live, read-only` or `snapshot 4be1c0de of Nov 23 15:26`. */
export function dataSourceText(kind: DataOrigin['kind'], snapshot: Snapshot | undefined): string {
  switch (kind) {
    case 'live':
      return 'live, read-only';
    case 'snapshot':
      return 'VolumeSnapshot of now, read-only';
    case 'backup':
      return snapshot === undefined ? 'backup' : `backup ${shortId(snapshot.id)} of ${timeText(snapshot.time)}`;
  }
}
