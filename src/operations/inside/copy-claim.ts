import type { PersistentVolumeClaim, VolumeSnapshot } from '../../kube/objects.ts';

/**
 * The spec of a claim that is filled from a VolumeSnapshot of another: as large as the driver asks, and no smaller than the
 * original. A copy for one pod alone needs no such mode.
 */
export function copyClaimSpec(
  { spec = {}, status }: PersistentVolumeClaim,
  snapshot: VolumeSnapshot,
): NonNullable<PersistentVolumeClaim['spec']> {
  const accessModes = (spec.accessModes ?? []).map((mode) => (mode === 'ReadWriteOncePod' ? 'ReadWriteOnce' : mode));
  const storage =
    snapshot.status?.restoreSize ?? status?.capacity?.['storage'] ?? spec.resources?.requests?.['storage'];
  return {
    accessModes,
    ...(spec.storageClassName !== undefined && { storageClassName: spec.storageClassName }),
    resources: { requests: { ...(storage !== undefined && { storage }) } },
    dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: snapshot.metadata.name },
  };
}
