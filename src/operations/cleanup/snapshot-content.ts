import type { VolumeSnapshotContent } from '../../kube/volume-snapshot-content.ts';
import type { CleanupWish, Decision } from './leftover.ts';
import type { CleanupFacts } from './read-facts.ts';

/** The decision for a VolumeSnapshotContent that outlives its VolumeSnapshot. */
export function snapshotContentDecision(
  { metadata, spec, status }: VolumeSnapshotContent,
  { snapshots }: CleanupFacts,
  { withSnapshotContents }: CleanupWish,
): Decision {
  const { namespace = '', name = '' } = spec?.volumeSnapshotRef ?? {};
  const user = snapshots.find((one) => one.spec?.source?.volumeSnapshotContentName === metadata.name);
  if (user !== undefined) {
    return { action: 'leave', reason: 'in-use', message: `volumesnapshot/${user.metadata.name} is made from it` };
  }
  const gone = `its VolumeSnapshot ${namespace}/${name} is gone, and deletionPolicy Retain keeps the snapshot ${status?.snapshotHandle ?? ''} on the storage`;
  return withSnapshotContents
    ? { action: 'remove', reason: 'snapshot-gone', message: `${gone}: it stays there, only this object is removed` }
    : {
        action: 'leave',
        reason: 'retained',
        message: `${gone}; to remove this object: volsyncctl cleanup -n ${namespace} --snapshot-contents`,
      };
}
