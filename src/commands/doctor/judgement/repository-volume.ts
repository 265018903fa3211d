import { plainLine } from '../../../foreign-text.ts';
import type { MeasuredRepository } from '../../../repository/list-snapshots.ts';
import type { MountedVolume } from '../../../volsync/probe-job.ts';
import type { RepositoryFacts } from '../facts.ts';
import type { FindingObject } from '../finding.ts';

/** A repository in a folder, its measurements, and the volume of the folder. */
export interface FolderOnVolume extends MeasuredRepository {
  readonly address: string;
  readonly volume: MountedVolume;
}

interface SeenFolder {
  readonly seen: Pick<RepositoryFacts['seen'], 'address' | 'measured'>;
}

/** Undefined for a repository on a server, for one without a mounted volume, and without measurements. */
export function folderOnVolume({ seen: { address, measured } }: SeenFolder): FolderOnVolume | undefined {
  const path = address?.replace(/^local:/, '');
  const volumes = (measured?.environment.volumes ?? []).filter(({ mount }) => isBelow(path, mount.mountPath));
  const volume = volumes.toSorted((a, b) => b.mount.mountPath.length - a.mount.mountPath.length)[0];
  return measured === undefined || address === undefined || volume === undefined
    ? undefined
    : { ...measured, address, volume };
}

/** The name of the volume in findings. */
export function volumeObject({ volume: { volume }, environment }: FolderOnVolume): FindingObject {
  const { nfs, persistentVolumeClaim, name } = volume;
  if (nfs !== undefined) return { kind: 'NFS', name: `${plainLine(nfs.server)}:${plainLine(nfs.path)}` };
  const { namespace } = environment.source.metadata;
  if (persistentVolumeClaim === undefined) return { kind: 'Volume', namespace, name };
  return { kind: 'PersistentVolumeClaim', namespace, name: persistentVolumeClaim.claimName };
}

function isBelow(path: string | undefined, folder: string): boolean {
  const whole = folder.endsWith('/') ? folder : `${folder}/`;
  return path?.startsWith('/') === true && `${path}/`.startsWith(whole);
}
