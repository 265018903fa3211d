import type { FileEntry } from '../files/file-entry.ts';
import type { ReplicationSource } from '../volsync/types.ts';

/** The group that Kubernetes sets on all files of the volume that a source's mover backs up; undefined for none. */
export function moverFsGroup(source: ReplicationSource): number | undefined {
  const group = source.spec?.restic?.moverSecurityContext?.['fsGroup'];
  return typeof group === 'number' ? group : undefined;
}

/**
 * Whether owner and mode in a snapshot are those that a file of the volume gets in the mover's copy: the kubelet sets
 * the group, and adds read and write permission for owner and group (0660), for folders also execute and setgid
 * (02770).
 */
export function isGivenByFsGroup(inSnapshot: FileEntry, inVolume: FileEntry, fsGroup: number | undefined): boolean {
  if (fsGroup === undefined || inSnapshot.gid !== fsGroup || inSnapshot.uid !== inVolume.uid) return false;
  const added = inVolume.type === 'dir' ? 0o2770 : 0o660;
  return inVolume.type === 'symlink' || inSnapshot.mode === (inVolume.mode | added);
}
