import type { PersistentVolumeClaim, VolumeSnapshot } from '../kubernetes/objects.ts';
import { quantityBytes } from '../volsync/quantity.ts';
import type { ReplicationSource, ResticSource } from '../volsync/types.ts';

/**
 * The spec of a PVC that is filled from a VolumeSnapshot of another: as large as the driver requires, and no smaller
 * than the original, because some drivers report a `restoreSize` of 0. Class and access modes are those that the source
 * sets for VolSync's own copies: some drivers support no others. A copy that only one pod uses does not need such a
 * mode.
 */
export function copyClaimSpec(
  { spec = {}, status }: PersistentVolumeClaim,
  snapshot: VolumeSnapshot,
  source?: ReplicationSource,
): NonNullable<PersistentVolumeClaim['spec']> {
  const { accessModes, storageClassName } = { ...spec, ...copySettings(source) };
  const modes = (accessModes ?? []).map((mode) => (mode === 'ReadWriteOncePod' ? 'ReadWriteOnce' : mode));
  const own = status?.capacity?.['storage'] ?? spec.resources?.requests?.['storage'];
  const storage = larger(snapshot.status?.restoreSize, own);
  return {
    accessModes: modes,
    ...(storageClassName !== undefined && { storageClassName }),
    resources: { requests: { ...(storage !== undefined && { storage }) } },
    dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: snapshot.metadata.name },
  };
}

function larger(restoreSize: string | undefined, own: string | undefined): string | undefined {
  if (restoreSize === undefined || own === undefined) return restoreSize ?? own;
  return (quantityBytes(restoreSize) ?? 0) > (quantityBytes(own) ?? 0) ? restoreSize : own;
}

/** The settings from the source. */
function copySettings(source: ReplicationSource | undefined): Pick<ResticSource, 'accessModes' | 'storageClassName'> {
  const { accessModes, storageClassName } = source?.spec?.restic ?? {};
  return { ...(accessModes && { accessModes }), ...(storageClassName !== undefined && { storageClassName }) };
}
